import { type Filter, RANGES, type RangeId } from "../contract/filter";
import { MINUTES_KEPT_DAYS } from "../contract/history";
import type { TimeWindow } from "../contract/metrics";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;
export const WEEK_MS = 7 * DAY * 1000;

/** Bin widths of the ranges, in seconds: enough bins for a shape, few enough to read. */
const RANGE_STEPS: Readonly<Record<RangeId, number>> = {
  "15m": MINUTE,
  "1h": MINUTE,
  "24h": 10 * MINUTE,
  "7d": HOUR,
  "30d": 6 * HOUR,
  "90d": DAY,
  "1y": 7 * DAY,
};
const STEPS = [MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY];
/** A fixed time gets the narrowest bins that are no more than this many. */
const BINS_MAX = 180;
/** The longest fixed time, so that no question is unbounded. */
const SPAN_MAX_MS = BINS_MAX * 7 * DAY * 1000;

/**
 * The stretch of time that a filter means at `now`, in whole bins (UTC): a range ends with the bin that is open now, a
 * fixed time is widened to its bins and ends now at the latest. A time whose minutes are not kept any more has bins of an
 * hour or more.
 */
export function timeWindow(filter: Filter, now: Date): TimeWindow {
  if (filter.from === undefined || filter.to === undefined) {
    const stepSeconds = RANGE_STEPS[filter.range];
    const step = stepSeconds * 1000;
    const to = floor(now.getTime(), step) + step;
    return { from: to - Math.ceil((RANGES[filter.range] * 1000) / step) * step, to, stepSeconds, live: true };
  }
  const end = Math.min(Date.parse(filter.to), now.getTime());
  const start = Math.max(Math.min(Date.parse(filter.from), end - MINUTE * 1000), end - SPAN_MAX_MS);
  const narrowest = start < now.getTime() - MINUTES_KEPT_DAYS * DAY * 1000 ? HOUR : MINUTE;
  const stepSeconds = STEPS.find((step) => step >= narrowest && (end - start) / (step * 1000) <= BINS_MAX) ?? 7 * DAY;
  const step = stepSeconds * 1000;
  return { from: floor(start, step), to: Math.ceil(end / step) * step, stepSeconds, live: false };
}

/** The same window one week before. */
export function weekBefore<W extends Pick<TimeWindow, "from" | "to">>(window: W): W & { live: false } {
  return { ...window, from: window.from - WEEK_MS, to: window.to - WEEK_MS, live: false };
}

/** Starts of all bins of a window. */
export function binStarts(window: TimeWindow): number[] {
  const step = window.stepSeconds * 1000;
  return Array.from({ length: Math.round((window.to - window.from) / step) }, (_, index) => window.from + index * step);
}

export function floor(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}
