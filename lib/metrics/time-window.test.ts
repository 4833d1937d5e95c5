import { describe, expect, it } from "vitest";
import { DEFAULT_FILTER, RANGES, type RangeId } from "../contract/filter";
import { binStarts, timeWindow, weekBefore } from "./time-window";

const now = new Date("2026-11-19T10:24:06.911Z");
const iso = (at: number) => new Date(at).toISOString();

describe("the window of a filter", () => {
  it.each(Object.keys(RANGES) as RangeId[])("of %s covers it in whole bins that end with the open one", (range) => {
    const window = timeWindow({ ...DEFAULT_FILTER, range }, now);
    const step = window.stepSeconds * 1000;
    expect(window.live).toBe(true);
    expect(window.to - now.getTime()).toBeGreaterThan(0);
    expect(window.to - now.getTime()).toBeLessThanOrEqual(step);
    expect(window.to - window.from).toBeGreaterThanOrEqual(RANGES[range] * 1000);
    const starts = binStarts(window);
    expect(starts.length).toBeLessThanOrEqual(180);
    expect([starts[0], (starts.at(-1) ?? 0) + step]).toEqual([window.from, window.to]);
    expect(window.from % step).toBe(0);
  });

  it("of a fixed time is widened to its bins and does not follow the clock", () => {
    const window = timeWindow({ ...DEFAULT_FILTER, from: "2026-11-19T08:25:10Z", to: "2026-11-19T09:59:50Z" }, now);
    expect([iso(window.from), iso(window.to), window.stepSeconds, window.live]).toEqual([
      "2026-11-19T08:25:00.000Z",
      "2026-11-19T10:00:00.000Z",
      60,
      false,
    ]);
  });

  it.each([
    ["2026-11-19T10:00:00Z", "2030-01-01T00:00:00Z"],
    ["2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"],
    ["2026-11-19T10:00:00Z", "2026-11-19T09:00:00Z"],
    ["1970-01-01T00:00:00Z", "2026-11-19T10:00:00Z"],
  ])("from %s to %s has a bounded number of bins and no future", (from, to) => {
    const window = timeWindow({ ...DEFAULT_FILTER, from, to }, now);
    expect(binStarts(window).length).toBeGreaterThanOrEqual(1);
    expect(binStarts(window).length).toBeLessThanOrEqual(181);
    expect(window.to - now.getTime()).toBeLessThanOrEqual(window.stepSeconds * 1000);
  });

  it("has its week before in the same bins", () => {
    const window = timeWindow({ ...DEFAULT_FILTER, range: "24h" }, now);
    expect(binStarts(weekBefore(window))).toHaveLength(binStarts(window).length);
  });
});
