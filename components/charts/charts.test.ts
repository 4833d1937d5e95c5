import { describe, expect, it } from "vitest";
import type { TrendBin } from "@/lib/contract/metrics";
import { createFormats } from "../ui/format";
import { toCsv } from "./csv";
import { drawnBins } from "./drawn";
import { reasonSeries, seriesTitle, seriesValue } from "./reason-series";
import { niceScale } from "./scale";
import { thinned } from "./sparkline";
import { timeTicks } from "./time-ticks";
import { trendCsv } from "./trend-table";
import { binWidth, changeText, perBin, slashBin } from "./words";

const bin = (at: number, reasons: TrendBin["reasons"], pass = 0): TrendBin => ({
  at,
  pass,
  fail: Object.values(reasons).reduce((sum, n) => sum + n, 0),
  reasons,
});

describe("a scale", () => {
  it.each([0, 1, 2, 3, 7, 11, 24, 99, 101, 238, 2_400, 9_999, 123_456])(
    "holds %i with one to four whole, even steps",
    (highest) => {
      const { max, ticks } = niceScale(highest);
      expect(max).toBeGreaterThan(highest);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(4);
      expect(ticks.every(Number.isInteger)).toBe(true);
      expect(ticks.at(-1)).toBeLessThanOrEqual(max);
    },
  );
});

describe("time ticks", () => {
  const hours = (n: number) => n * 3_600_000;
  it("stand at round local times in a zone that is half an hour off", () => {
    const offset = () => hours(5.5);
    const from = Date.parse("2026-11-19T08:25:00Z");
    const ticks = timeTicks(from, from + hours(2), 8, offset);
    expect(ticks.length).toBeGreaterThan(3);
    for (const { at } of ticks) expect((at + hours(5.5)) % 900_000).toBe(0);
  });

  it("mark local midnight", () => {
    const from = Date.parse("2026-11-18T12:00:00Z");
    const midnights = timeTicks(from, from + hours(48), 10, () => hours(1)).filter((tick) => tick.midnight);
    expect(midnights.map(({ at }) => new Date(at).toISOString())).toEqual([
      "2026-11-18T23:00:00.000Z",
      "2026-11-19T23:00:00.000Z",
    ]);
  });

  it("keep to the local clock when it changes within the stretch", () => {
    const change = Date.parse("2026-10-25T01:00:00Z");
    const offset = (at: number) => (at < change ? hours(2) : hours(1));
    const ticks = timeTicks(change - hours(30), change + hours(60), 8, offset);
    for (const { at } of ticks) expect((at + offset(at)) % hours(12)).toBe(0);
  });
});

describe("the open bin", () => {
  const window = { from: 0, to: 180_000, stepSeconds: 60, live: true };
  const bins = [bin(0, {}, 60), bin(60_000, {}, 60), bin(120_000, {}, 15)];
  const values = (one: TrendBin) => ({ pass: one.pass });

  it("is drawn at the pace of the one before for the rest of its time", () => {
    const drawn = drawnBins(bins, window, 135_000, values);
    expect(drawn.at(-1)).toEqual({ at: 120_000, partial: true, values: { pass: 15 + 60 * 0.75 } });
    expect(drawn[1]?.values.pass).toBe(60);
  });

  it("is drawn as counted in a view of the past", () => {
    expect(drawnBins(bins, { ...window, live: false }, 135_000, values).at(-1)?.values.pass).toBe(15);
  });
});

describe("the series of a stack", () => {
  const bins = [bin(0, { root: 50, "hook-framework": 90, emulator: 5, debugger: 3, none: 1 })];
  const before = [bin(0, { root: 50, "hook-framework": 10, emulator: 5 })];

  it("start with the reason that grew most and end with the rest, and lose nothing", () => {
    const series = reasonSeries(bins, before, 2);
    expect(series.map(seriesTitle)).toEqual(["hook-framework", "root", "3 others"]);
    const [only] = bins;
    if (only === undefined) throw new Error("no bin");
    expect(series.reduce((sum, one) => sum + seriesValue(only, one), 0)).toBe(only.fail);
  });

  it("don't sum up a single reason that has room of its own", () => {
    const few = [bin(0, { root: 2, emulator: 1, debugger: 1 })];
    expect(reasonSeries(few, [], 2).map(seriesTitle)).toEqual(["root", "emulator", "debugger"]);
  });
});

describe("CSV", () => {
  it("quotes what must be and lets no cell become a formula", () => {
    expect(
      toCsv(
        ["a", "b"],
        [
          ["x,y", 'say "hi"'],
          ["=1+1", null],
          [-5, "-5"],
        ],
      ),
    ).toBe('a,b\r\n"x,y","say ""hi"""\r\n\'=1+1,\r\n-5,\'-5\r\n');
  });
});

describe("words for bins", () => {
  it.each([
    [60, "1 min", "per minute", "/min"],
    [600, "10 min", "per 10 minutes", "/10 min"],
    [3600, "1 h", "per hour", "/h"],
    [21_600, "6 h", "per 6 hours", "/6 h"],
    [86_400, "1 d", "per day (UTC)", "/d"],
  ])("of %i seconds", (seconds, width, per, slash) => {
    expect([binWidth(seconds), perBin(seconds), slashBin(seconds)]).toEqual([width, per, slash]);
  });
});

describe("a sparkline", () => {
  it("has no more points than asked for, and keeps the mean", () => {
    const values = Array.from({ length: 168 }, (_, index) => index % 7);
    const thin = thinned(values, 60);
    expect(thin.length).toBeLessThanOrEqual(60);
    expect(thin.reduce((sum, n) => sum + n, 0) / thin.length).toBeCloseTo(3, 1);
  });
});

describe("what a trend is compared with", () => {
  it("is in the CSV beside it, and not where there is none", () => {
    const bins = [bin(0, { root: 2 }, 8), bin(60_000, { root: 1 }, 9)];
    const before = [bin(60_000, { root: 4 }, 6)];
    const compared = trendCsv(bins, before, reasonSeries(bins, before, 4));
    expect(compared.head).toEqual(["time", "pass", "fail", "root", "pass before", "fail before"]);
    expect(compared.rows()).toEqual([
      ["1970-01-01T00:00:00.000Z", 8, 2, 2, null, null],
      ["1970-01-01T00:01:00.000Z", 9, 1, 1, 6, 4],
    ]);
    expect(trendCsv(bins, [], reasonSeries(bins, [], 4)).head).toEqual(["time", "pass", "fail", "root"]);
  });

  it.each([
    [26, 10, "× 2.6"],
    [15, 10, "+ 50.0 %"],
    [7, 10, "− 30.0 %"],
    [3, 0, "new"],
    [0, 0, "same"],
  ])("makes %i against %i read %s", (now, then, text) => {
    expect(changeText(createFormats("en-GB"), now, then).replaceAll("\u00a0", " ")).toBe(text);
  });
});
