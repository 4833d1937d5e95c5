import type { FirstReason, ReasonRow } from "../contract/metrics";
import { add, type FacetCount, type FacetTexts } from "./by-facet";

const DIMENSIONS = ["country", "version", "sdk"] as const;
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
  current: readonly FacetCount[],
  before: readonly FacetCount[],
  texts: ReadonlyMap<number, FacetTexts>,
): (reason: FirstReason) => ReasonRow["rises"] {
  return (reason) => {
    const ofReason = (counts: readonly FacetCount[]) => counts.filter((count) => count.reason === reason);
    const [now, then] = [ofReason(current), ofReason(before)];
    const [total, usual] = [sum(now), sum(then)];
    if (total < REFUSALS_MIN || total < usual * FACTOR_MIN) return null;
    const candidates = DIMENSIONS.flatMap((dimension) => {
      const text = (count: FacetCount) => texts.get(count.facetId)?.[dimension] ?? "";
      const [all, risen] = [byText(current, text), byText(now, text)];
      for (const [value, n] of byText(then, text)) add(risen, value, -n);
      const [value, rise] = largest(risen);
      const share = rise / (total - usual);
      const lift = share / ((all.get(value) ?? 0) / sum(current));
      return value !== "" && share >= SHARE_MIN && lift >= LIFT_MIN
        ? [{ dimension, value, share: Math.min(1, share), lift }]
        : [];
    });
    const best = candidates.sort((a, b) => b.lift - a.lift)[0];
    return best === undefined ? null : { dimension: best.dimension, value: best.value, share: best.share };
  };
}

function byText(counts: readonly FacetCount[], text: (count: FacetCount) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const count of counts) add(sums, text(count), count.n);
  return sums;
}

function largest(sums: ReadonlyMap<string, number>): [string, number] {
  let best: [string, number] = ["", 0];
  for (const entry of sums) if (entry[1] > best[1]) best = entry;
  return best;
}

function sum(counts: readonly FacetCount[]): number {
  return counts.reduce((total, count) => total + count.n, 0);
}
