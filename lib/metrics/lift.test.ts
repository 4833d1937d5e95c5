import { describe, expect, it } from "vitest";
import { contrastOf, liftOf } from "./lift";

const everybody = { refused: 4000, attempts: 400_000 };

describe("a lift", () => {
  it("is sure of many and unsure of few: 3 to 6 never outranks 3,000 to 4,500", () => {
    for (const attempts of [10, 100, 1000, 100_000, 10_000_000]) {
      const few = liftOf({ refused: 6, attempts }, { refused: 3, attempts }, everybody);
      const many = liftOf({ refused: 4500, attempts: 450_000 }, { refused: 3000, attempts: 450_000 }, everybody);
      expect(few.low).toBeLessThan(many.low);
      expect(many.low).toBeGreaterThan(1.4);
    }
  });

  it("grows surer with the same factor of larger counts", () => {
    const lows = [10, 100, 1000, 10_000].map(
      (n) => liftOf({ refused: 2 * n, attempts: 100 * n }, { refused: n, attempts: 100 * n }, everybody).low,
    );
    expect(lows).toEqual(lows.toSorted((a, b) => a - b));
    expect(lows.at(-1)).toBeLessThan(2);
  });

  it("holds the factor in its interval, and has the true one in 95 of 100", () => {
    let state = 9;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const wait = () => -Math.log(random());
    const poisson = (mean: number) => {
      let arrivals = 0;
      for (let at = wait(); at < mean; at += wait()) arrivals += 1;
      return arrivals;
    };
    const held = Array.from({ length: 2000 }, () => {
      const now = { refused: poisson(60), attempts: 10_000 };
      const before = { refused: poisson(30), attempts: 10_000 };
      const lift = liftOf(now, before, { refused: 30, attempts: 10_000 });
      expect(lift.low).toBeLessThan(lift.factor);
      return lift.low <= 2 && lift.high >= 2;
    }).filter(Boolean).length;
    expect(held).toBeGreaterThan(1860);
  });

  it("compares what was never seen before with everybody", () => {
    const lift = liftOf({ refused: 300, attempts: 1000 }, { refused: 0, attempts: 0 }, everybody);
    expect(lift.factor).toBeGreaterThan(10);
    expect(lift.low).toBeGreaterThan(3);
    const ordinary = liftOf({ refused: 10, attempts: 1000 }, { refused: 0, attempts: 0 }, everybody);
    expect(ordinary.low).toBeLessThan(1);
  });

  it("is nothing where nothing happened", () => {
    const lift = liftOf({ refused: 0, attempts: 0 }, { refused: 0, attempts: 0 }, { refused: 0, attempts: 0 });
    expect(Number.isFinite(lift.factor)).toBe(true);
    expect(lift.low).toBeLessThan(1);
  });
});

describe("the contrast of a value with the rest", () => {
  const rise = liftOf({ refused: 900, attempts: 10_000 }, { refused: 100, attempts: 10_000 }, everybody);
  const still = liftOf({ refused: 400, attempts: 40_000 }, { refused: 400, attempts: 40_000 }, everybody);

  it("is large for a value that rose alone, and none for one that rose with all others", () => {
    expect(contrastOf(rise, still)).toBeGreaterThan(4);
    expect(contrastOf(rise, rise)).toBeLessThan(1);
  });
});
