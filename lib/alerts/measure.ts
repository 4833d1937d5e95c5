import type { AlertDefinition, Measurement, Usual } from "../contract/admin/alerts";
import { ALERT_METRICS } from "../contract/alerts";
import type { AlertSeries, Counts } from "./series";
import { countNoise, shareNoise, usualOf } from "./statistics";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

interface Value {
  readonly value: number | null;
  readonly attempts: number;
}

/** Measures the window that ends at `at`, and compares. `open` says that the alert fires already: it clears later than it fires. */
export function measure(definition: AlertDefinition, series: AlertSeries, at: number, open: boolean): Measurement {
  const { value, attempts } = valueAt(definition, series, at);
  const usual = usualAt(definition, series, at, attempts);
  const { lower, upper } = limits(definition, usual, open);
  const known = value !== null && (lower !== null || upper !== null);
  const beyond = known && ((upper !== null && value > upper) || (lower !== null && value < lower));
  const verdict = !known ? "no-data" : beyond ? "breach" : "clear";
  return { at, value, attempts, usual, lower, upper, verdict };
}

/** The hour whose instances a minute is judged by: the last one that has ended. */
export function instanceHour(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS - HOUR_MS;
}

/** Starts of the hours that the usual of a minute is taken from: the same hour of the week, in UTC, week by week. */
export function usualHours({ metric, windowMinutes, condition }: AlertDefinition, at: number): number[] {
  if (condition.kind === "threshold") return [];
  const middle = at - (windowMinutes * MINUTE_MS) / 2;
  const hour = metric === "active-instances" ? instanceHour(at) : Math.floor(middle / HOUR_MS) * HOUR_MS;
  return Array.from({ length: condition.weeks }, (_, week) => hour - (week + 1) * WEEK_MS);
}

function valueAt({ metric, windowMinutes, attemptsMin }: AlertDefinition, series: AlertSeries, at: number): Value {
  if (metric === "active-instances") {
    const instances = series.instances.get(instanceHour(at)) ?? 0;
    return { value: instances, attempts: instances };
  }
  let [all, hit] = [0, 0];
  for (let minute = at - windowMinutes * MINUTE_MS; minute < at; minute += MINUTE_MS) {
    const counts = series.minutes.get(minute);
    all += counts?.all ?? 0;
    hit += counts?.hit ?? 0;
  }
  const { unit } = ALERT_METRICS[metric];
  if (unit === "share") return { value: all < attemptsMin ? null : hit / all, attempts: all };
  return { value: unit === "per-second" ? hit / (windowMinutes * 60) : hit, attempts: all };
}

function usualAt(definition: AlertDefinition, series: AlertSeries, at: number, attempts: number): Usual | null {
  const { metric, windowMinutes, condition } = definition;
  if (condition.kind === "threshold") return null;
  const hours = usualHours(definition, at);
  const { unit } = ALERT_METRICS[metric];
  if (metric === "active-instances") {
    const samples = hours.flatMap((hour) => series.instances.get(hour) ?? []);
    return usualOf(samples, condition.samplesMin, countNoise);
  }
  const samples = hours.flatMap((hour) => sampleOf(series.hours.get(hour), unit, windowMinutes));
  const seconds = windowMinutes * 60;
  const noise = {
    count: countNoise,
    "per-second": (value: number) => countNoise(value * seconds) / seconds,
    share: (value: number) => shareNoise(value, attempts),
  }[unit];
  return usualOf(samples, condition.samplesMin, noise);
}

/** An hour of an earlier week in the metric's unit, scaled to the window's length; nothing where it says nothing. */
function sampleOf(counts: Counts | undefined, unit: "count" | "per-second" | "share", windowMinutes: number): number[] {
  if (counts === undefined) return [];
  if (unit === "share") return counts.all === 0 ? [] : [counts.hit / counts.all];
  return [unit === "per-second" ? counts.hit / 3600 : (counts.hit * windowMinutes) / 60];
}

/** Beyond these the condition holds; null where that side has none, or where there is no usual. */
function limits(
  { condition }: AlertDefinition,
  usual: Usual | null,
  open: boolean,
): { lower: number | null; upper: number | null } {
  if (condition.kind === "threshold") {
    const limit = open ? (condition.clearValue ?? condition.value) : condition.value;
    return condition.direction === "above" ? { lower: null, upper: limit } : { lower: limit, upper: null };
  }
  if (usual === null) return { lower: null, upper: null };
  const deviations = open ? (condition.clearDeviations ?? condition.deviations) : condition.deviations;
  const distance = Math.max(deviations * usual.scale, condition.differenceMin);
  return {
    lower: condition.direction === "above" ? null : usual.median - distance,
    upper: condition.direction === "below" ? null : usual.median + distance,
  };
}
