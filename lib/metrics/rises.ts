import type { FirstReason, ReasonRow } from "../contract/metrics";
import { add, ofDimension, type ValueCount } from "./by-value";

/** Where a rise is looked for; {@link whereItRises} wants the counts of these and of `all`. */
export const RISE_DIMENSIONS = ["country", "version", "sdk"] as const;
/** A rise worth explaining: twice the usual, and enough refusals not to be chance. */
const FACTOR_MIN = 2;
const REFUSALS_MIN = 20;
/** A value explains a rise when it holds more than half of it, and far more than its share of all attempts. */
const SHARE_MIN = 0.5;
const LIFT_MIN = 1.5;

/**
 * For each reason that rose, the country, app version or SDK version that holds most of the rise. Null where it did not
 * rise or nothing stands out: a version that everybody runs explains nothing.
 */
export function whereItRises(
  current: readonly ValueCount[],
  before: readonly ValueCount[],
): (reason: FirstReason) => ReasonRow["rises"] {
  const attempts = sum(ofDimension(current, "all"));
  return (reason) => {
    const ofReason = (counts: readonly ValueCount[]) => counts.filter((count) => count.reason === reason);
    const [now, then] = [ofReason(current), ofReason(before)];
    const [total, usual] = [sum(ofDimension(now, "all")), sum(ofDimension(then, "all"))];
    if (total < REFUSALS_MIN || total < usual * FACTOR_MIN) return null;
    const candidates = RISE_DIMENSIONS.flatMap((dimension) => {
      const all = byValue(ofDimension(current, dimension));
      const risen = byValue(ofDimension(now, dimension));
      for (const [value, n] of byValue(ofDimension(then, dimension))) add(risen, value, -n);
      const [value, rise] = largest(risen);
      const share = rise / (total - usual);
      const lift = share / ((all.get(value) ?? 0) / attempts);
      return value !== "-" && share >= SHARE_MIN && lift >= LIFT_MIN
        ? [{ dimension, value, share: Math.min(1, share), lift }]
        : [];
    });
    const best = candidates.sort((a, b) => b.lift - a.lift)[0];
    return best === undefined ? null : { dimension: best.dimension, value: best.value, share: best.share };
  };
}

function byValue(counts: readonly ValueCount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { value, n } of counts) add(sums, value, n);
  return sums;
}

function largest(sums: ReadonlyMap<string, number>): [string, number] {
  let best: [string, number] = ["-", 0];
  for (const entry of sums) if (entry[1] > best[1]) best = entry;
  return best;
}

function sum(counts: readonly ValueCount[]): number {
  return counts.reduce((total, count) => total + count.n, 0);
}
