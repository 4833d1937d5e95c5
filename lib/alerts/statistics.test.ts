import { describe, expect, it } from "vitest";
import { countNoise, median, medianAbsoluteDeviation, shareNoise, usualOf } from "./statistics";

const noNoise = () => 0;

describe("what is usual", () => {
  it("is the middle of the weeks, not their mean", () => {
    expect(median([7, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNull();
  });

  it("is not moved by one week with a campaign", () => {
    const quiet = usualOf([100, 103, 98, 101, 99], 3, noNoise);
    const campaign = usualOf([100, 103, 98, 101, 9_000], 3, noNoise);
    expect(campaign?.median).toBe(101);
    expect(Math.abs((campaign?.median ?? 0) - (quiet?.median ?? 0))).toBeLessThanOrEqual(1);
    expect(campaign?.scale).toBeLessThan(5);
  });

  it("scales the MAD to a standard deviation where values scatter normally", () => {
    // Quantiles of a normal distribution with mean 500 and standard deviation 40, by the probit at 1 %, 3 % … 99 %.
    const probits = Array.from({ length: 50 }, (_, index) => probit((2 * index + 1) / 100));
    const usual = usualOf(
      probits.map((z) => 500 + 40 * z),
      3,
      noNoise,
    );
    expect(usual?.median).toBeCloseTo(500, 6);
    expect(usual?.scale).toBeGreaterThan(38);
    expect(usual?.scale).toBeLessThan(42);
  });

  it("is unknown with too few weeks", () => {
    expect(usualOf([1, 2], 3, noNoise)).toBeNull();
    expect(usualOf([1, 2, 3], 3, noNoise)?.samples).toBe(3);
  });

  it("never promises more than counting can: weeks that agree leave the noise of the count", () => {
    expect(usualOf([100, 100, 100], 3, countNoise)?.scale).toBe(10);
    expect(usualOf([0, 0, 0], 3, countNoise)?.scale).toBe(1);
    expect(usualOf([1_000_000, 1_000_000, 1_000_000], 3, countNoise)?.scale).toBe(20_000);
  });

  it("lets a share of few attempts scatter more than one of many", () => {
    expect(shareNoise(0.1, 100)).toBeCloseTo(0.03, 9);
    expect(shareNoise(0.1, 10_000)).toBeCloseTo(0.003, 9);
    expect(shareNoise(0, 50)).toBeCloseTo(1 / 50, 9);
  });

  it("measures distance from the median, not from the mean", () => {
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
  });
});

/** Acklam's rational approximation is overkill here: bisect the error function's series instead. */
function probit(p: number): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (phi(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function phi(z: number): number {
  let [sum, term] = [z, z];
  for (let n = 1; n < 200; n++) {
    term *= (-z * z) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}
