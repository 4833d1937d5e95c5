import type { FirstReason, TrendBin } from "@/lib/contract/metrics";
import type { Signal } from "@/lib/contract/signals";

export type SeriesId = Signal | "other";

export interface ReasonSeries {
  readonly id: SeriesId;
  readonly total: number;
  /** What is summed up in `other`. */
  readonly members: readonly FirstReason[];
}

/** Refusals of one bin that belong to a series. */
export function seriesValue(bin: TrendBin, series: ReasonSeries): number {
  return series.members.reduce((sum, reason) => sum + (bin.reasons[reason] ?? 0), 0);
}

/**
 * The reasons to draw: the `most` with most refusals, the one that grew most at the bottom so that its shape is true, the
 * rest summed on top.
 */
export function reasonSeries(bins: readonly TrendBin[], before: readonly TrendBin[], most: number): ReasonSeries[] {
  const totals = totalsOf(bins);
  const usual = totalsOf(before);
  const named = [...totals]
    .filter((entry): entry is [Signal, number] => entry[0] !== "none")
    .sort((a, b) => b[1] - a[1]);
  const listed = named.length <= most + 1 && !totals.has("none") ? named : named.slice(0, most);
  const growth = ([reason, total]: readonly [Signal, number]) => total - (usual.get(reason) ?? 0);
  const series: ReasonSeries[] = listed
    .toSorted((a, b) => growth(b) - growth(a) || b[1] - a[1])
    .map(([id, total]) => ({ id, total, members: [id] }));
  const shown = new Set<FirstReason>(listed.map(([id]) => id));
  const rest = [...totals].filter(([reason]) => !shown.has(reason));
  if (rest.length === 0) return series;
  const total = rest.reduce((sum, [, n]) => sum + n, 0);
  return [...series, { id: "other", total, members: rest.map(([reason]) => reason) }];
}

/** Refusals by first reason over all bins. */
export function totalsOf(bins: readonly TrendBin[]): Map<FirstReason, number> {
  const totals = new Map<FirstReason, number>();
  for (const bin of bins) {
    for (const [reason, n] of Object.entries(bin.reasons)) {
      if (isFirstReason(reason) && n > 0) totals.set(reason, (totals.get(reason) ?? 0) + n);
    }
  }
  return totals;
}

/** Runtime guarantee: the keys of `reasons` are first reasons, {@link TrendBin} says so; Object.entries forgets it. */
function isFirstReason(_key: string): _key is FirstReason {
  return true;
}

/** `hook-framework`, or `8 others`. */
export function seriesTitle(series: ReasonSeries): string {
  if (series.id !== "other") return series.id;
  return series.members.length === 1
    ? series.members[0] === "none"
      ? "no reason"
      : "1 other"
    : `${series.members.length} others`;
}
