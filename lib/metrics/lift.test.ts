import { describe, expect, it } from "vitest";
import { explanationOf, liftOf } from "./lift";

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

describe("what explains a rise", () => {
  const all = { now: { refused: 1400, attempts: 50_000 }, before: { refused: 500, attempts: 50_000 } };

  it("is the value that holds it in little traffic, not the one that all traffic has", () => {
    const country = explanationOf({ refused: 950, attempts: 5000 }, { refused: 50, attempts: 5000 }, all);
    const platform = explanationOf({ refused: 1250, attempts: 35_000 }, { refused: 350, attempts: 35_000 }, all);
    expect(country).toBeGreaterThan(4 * platform);
  });

  it("is not a value with a little of it, however much that rose", () => {
    const few = explanationOf({ refused: 6, attempts: 100 }, { refused: 3, attempts: 100 }, all);
    const many = explanationOf({ refused: 800, attempts: 9000 }, { refused: 100, attempts: 9000 }, all);
    expect(few).toBe(0);
    expect(many).toBeGreaterThan(1);
  });

  it("is nothing where nothing rose", () => {
    expect(explanationOf({ refused: 5, attempts: 500 }, { refused: 9, attempts: 500 }, all)).toBe(0);
    expect(explanationOf(all.now, all.before, all)).toBe(0);
  });
});
