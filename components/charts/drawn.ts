import type { TimeWindow, TrendBin } from "@/lib/contract/metrics";

/** A bin as it is drawn: values by series, and whether it is still open. */
export interface DrawnBin {
  readonly at: number;
  readonly partial: boolean;
  readonly values: Readonly<Record<string, number>>;
}

/**
 * The bins with one number per series. The open bin of a live view is drawn at the pace of the one before for the rest
 * of its time, so that the edge of the chart does not fall to zero each minute; tables and tooltips show what was counted.
 */
export function drawnBins(
  bins: readonly TrendBin[],
  window: TimeWindow,
  asOf: number,
  valuesOf: (bin: TrendBin) => Readonly<Record<string, number>>,
): DrawnBin[] {
  const step = window.stepSeconds * 1000;
  return bins.map((bin, index) => {
    const values = valuesOf(bin);
    const before = bins[index - 1];
    const rest = window.live ? 1 - (asOf - bin.at) / step : 0;
    if (rest <= 0 || rest > 1 || before === undefined) return { at: bin.at, partial: false, values };
    const pace = valuesOf(before);
    const expected = Object.entries(values).map(([series, n]) => [series, n + (pace[series] ?? 0) * rest] as const);
    return { at: bin.at, partial: true, values: Object.fromEntries(expected) };
  });
}
