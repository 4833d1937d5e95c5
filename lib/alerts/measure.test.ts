import { describe, expect, it } from "vitest";
import { type AlertDefinition, alertDefinitionSchema } from "../contract/admin/alerts";
import { HOUR_MS, MINUTE_MS, measure, usualHours } from "./measure";
import { previewOf } from "./preview";
import { replay } from "./replay";
import type { AlertSeries, Counts } from "./series";

const START = Date.parse("2026-11-19T10:00:00Z");
const WEEK = 7 * 24 * HOUR_MS;

function definition(partial: Record<string, unknown>): AlertDefinition {
  const condition = { kind: "threshold", direction: "above", value: 0.1 };
  return alertDefinitionSchema.parse({ metric: "rejection-rate", condition, ...partial });
}

/** One entry a minute from START on. */
function minutes(counts: readonly Counts[]): AlertSeries {
  return {
    minutes: new Map(counts.map((one, index) => [START + index * MINUTE_MS, one])),
    hours: new Map(),
    instances: new Map(),
  };
}

describe("a measurement", () => {
  it("covers exactly the minutes of its window", () => {
    const series = minutes([
      { all: 1000, hit: 1000 },
      { all: 60, hit: 0 },
      { all: 40, hit: 20 },
    ]);
    const rule = definition({ windowMinutes: 2 });
    expect(measure(rule, series, START + 3 * MINUTE_MS, false)).toMatchObject({
      value: 0.2,
      attempts: 100,
      verdict: "breach",
    });
  });

  it("has no share of too few attempts, and says that there is no data", () => {
    const series = minutes([{ all: 19, hit: 19 }]);
    expect(measure(definition({}), series, START + MINUTE_MS, false)).toMatchObject({
      value: null,
      verdict: "no-data",
    });
    expect(measure(definition({ attemptsMin: 19 }), series, START + MINUTE_MS, false).verdict).toBe("breach");
  });

  it("knows silence from no data: a count of nothing is zero", () => {
    const below = { kind: "threshold", direction: "below", value: 1 };
    const rule = definition({ metric: "attestations-per-second", condition: below });
    expect(measure(rule, minutes([]), START, false)).toMatchObject({ value: 0, verdict: "breach" });
  });

  it("clears at its own value once it fires", () => {
    const rule = definition({ condition: { kind: "threshold", direction: "above", value: 0.1, clearValue: 0.05 } });
    const series = minutes([{ all: 100, hit: 7 }]);
    expect(measure(rule, series, START + MINUTE_MS, false).verdict).toBe("clear");
    expect(measure(rule, series, START + MINUTE_MS, true).verdict).toBe("breach");
  });

  it("rate is attempts over the seconds of the window", () => {
    const rule = definition({ metric: "attestations-per-second", windowMinutes: 5 });
    expect(measure(rule, minutes([{ all: 900, hit: 600 }]), START + 5 * MINUTE_MS, false).value).toBe(2);
  });

  it("counts active instances by the last whole hour", () => {
    const rule = definition({
      metric: "active-instances",
      condition: { kind: "threshold", direction: "below", value: 50 },
    });
    const series = { minutes: new Map(), hours: new Map(), instances: new Map([[START, 40]]) };
    expect(measure(rule, series, START + 61 * MINUTE_MS, false)).toMatchObject({ value: 40, verdict: "breach" });
    expect(measure(rule, series, START + 59 * MINUTE_MS, false).value).toBe(0);
  });
});

describe("a rule on uses of a retired secret", () => {
  const condition = { kind: "threshold", direction: "above", value: 0 };
  const whole = { metric: "retired-secret-uses", condition };

  it("fires at the first one, and clears without any", () => {
    const rule = definition({ ...whole, windowMinutes: 1 });
    expect(measure(rule, minutes([{ all: 900, hit: 1 }]), START + MINUTE_MS, false)).toMatchObject({
      value: 1,
      verdict: "breach",
    });
    expect(measure(rule, minutes([{ all: 900, hit: 0 }]), START + MINUTE_MS, true).verdict).toBe("clear");
  });

  it.each(["reason=root", "not.reason=root", "outcome=fail"])("takes no filter on what was decided: %s", (filter) => {
    const parsed = alertDefinitionSchema.safeParse({ ...whole, filter });
    expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual(["filter"]);
    expect(alertDefinitionSchema.safeParse({ ...whole, filter: "country=BR" }).success).toBe(true);
  });
});

describe("deviation from the usual", () => {
  const condition = { kind: "deviation", direction: "above", deviations: 4, weeks: 4, samplesMin: 3 };
  const rule = definition({ metric: "rejections", windowMinutes: 10, condition });
  const at = START + 30 * MINUTE_MS;
  const hoursOf = (hits: readonly number[]) =>
    new Map(hits.map((hit, week) => [START - (week + 1) * WEEK, { all: 10_000, hit }]));
  const seriesOf = (hits: readonly number[], now: number): AlertSeries => ({
    minutes: new Map([[at - MINUTE_MS, { all: now * 10, hit: now }]]),
    hours: hoursOf(hits),
    instances: new Map(),
  });

  it("looks at the same hour of the week, week by week, by the middle of the window", () => {
    expect(usualHours(rule, at)).toEqual([1, 2, 3, 4].map((week) => START - week * WEEK));
    expect(usualHours(rule, START + 4 * MINUTE_MS)[0]).toBe(START - HOUR_MS - WEEK);
  });

  it("scales the hours of earlier weeks to the window", () => {
    const { usual, upper } = measure(rule, seriesOf([600, 606, 594, 600], 100), at, false);
    expect(usual).toEqual({ median: 100, scale: 10, samples: 4 });
    expect(upper).toBe(140);
  });

  it("fires beyond so many scales, and not before", () => {
    expect(measure(rule, seriesOf([600, 606, 594, 600], 140), at, false).verdict).toBe("clear");
    expect(measure(rule, seriesOf([600, 606, 594, 600], 141), at, false).verdict).toBe("breach");
  });

  it("has no verdict where too few weeks were recorded", () => {
    expect(measure(rule, seriesOf([600, 606], 10_000), at, false).verdict).toBe("no-data");
  });

  it("ignores a distance that is too small to matter", () => {
    const patient = definition({
      metric: "rejections",
      windowMinutes: 10,
      condition: { ...condition, differenceMin: 60 },
    });
    expect(measure(patient, seriesOf([600, 606, 594, 600], 150), at, false).verdict).toBe("clear");
    expect(measure(patient, seriesOf([600, 606, 594, 600], 161), at, false).verdict).toBe("breach");
  });
});

describe("replaying", () => {
  const calm = { all: 100, hit: 1 };
  const attack = { all: 100, hit: 40 };
  const series = minutes([...Array(10).fill(calm), ...Array(10).fill(attack), ...Array(30).fill(calm)]);
  const rule = definition({ windowMinutes: 1, forMinutes: 2, clearForMinutes: 3 });
  const quiet = { phase: "quiet", since: START } as const;
  const until = START + 50 * MINUTE_MS;

  it("gives the same happenings in one go and in any pieces", () => {
    const whole = replay(rule, series, quiet, { after: START, until });
    for (const size of [1, 3, 7]) {
      let state: typeof whole.state = quiet;
      const happenings = [];
      for (let after = START; after < until; after += size * MINUTE_MS) {
        const piece = replay(rule, series, state, { after, until: Math.min(until, after + size * MINUTE_MS) });
        state = piece.state;
        happenings.push(...piece.happenings);
      }
      expect(happenings).toEqual(whole.happenings);
    }
    expect(whole.happenings.map(({ kind, measurement }) => `${kind} ${(measurement.at - START) / MINUTE_MS}`)).toEqual([
      "opened 13",
      "closed 24",
    ]);
  });

  it("keeps the peak in what a preview shows, however much it thins", () => {
    const { points, firings } = previewOf(rule, series, { after: START, until }, 10);
    expect(points.length).toBeLessThanOrEqual(10);
    expect(Math.max(...points.map(({ value }) => value ?? 0))).toBe(0.4);
    expect(firings).toEqual([{ from: START + 13 * MINUTE_MS, to: START + 24 * MINUTE_MS }]);
  });
});
