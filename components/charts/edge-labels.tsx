"use client";
import { useMemo } from "react";
import type { Trend, TrendBin } from "@/lib/contract/metrics";
import { ReasonGlyph } from "../signals/glyphs";
import { useFormats } from "../ui/format";
import { drawnBins } from "./drawn";
import { type ReasonSeries, seriesTitle, seriesValue } from "./reason-series";
import { niceScale } from "./scale";

const APART = 16;

/** The last closed value of each series at the right edge of its chart, kept apart, each tied to its band. */
export function EdgeLabels({
  trend,
  series,
  before,
  mode,
  height,
}: {
  trend: Trend;
  series: readonly ReasonSeries[];
  before: readonly TrendBin[];
  mode: "stacked" | "lines";
  height: number;
}) {
  const formats = useFormats();
  const bins = useMemo(
    () =>
      drawnBins(trend.bins, trend.window, trend.asOf, (bin) =>
        Object.fromEntries(series.map((one) => [one.id, seriesValue(bin, one)])),
      ),
    [trend, series],
  );
  const sum = (values: readonly number[]) => values.reduce((total, n) => total + n, 0);
  const tall = bins.map(({ values }) =>
    mode === "stacked" ? sum(Object.values(values)) : Math.max(0, ...Object.values(values)),
  );
  const scale = niceScale(Math.max(0, ...tall, ...before.map((bin) => bin.fail)));
  const last = bins.at(-1)?.values ?? {};
  const y = (value: number) => height - (value / scale.max) * height;
  let below = 0;
  const wanted = series.map((one) => {
    const value = last[one.id] ?? 0;
    const at = mode === "stacked" ? y(below + value / 2) : y(value);
    below += value;
    return { one, at };
  });
  const closed = trend.bins.at(trend.window.live ? -2 : -1);
  // A band that has no height has no place to be tied to.
  const placed = apart(
    wanted.filter(({ one }) => (last[one.id] ?? 0) > 0 && closed !== undefined && seriesValue(closed, one) > 0),
    height,
  );
  return (
    <div aria-hidden="true" className="relative hidden nav:block">
      <svg width="24" height={height} aria-hidden="true" className="absolute top-0 left-0 overflow-visible">
        {placed.map(({ one, at, label }) => (
          <path key={one.id} d={`M2 ${at}L12 ${label}H16`} fill="none" stroke="var(--edge)" />
        ))}
      </svg>
      {placed.map(({ one, label }) => (
        <span
          key={one.id}
          className="absolute left-[22px] inline-flex items-center gap-1.5 whitespace-nowrap text-note leading-4"
          style={{ top: label - 8 }}
        >
          <ReasonGlyph reason={one.id} className="size-2.5" />
          {seriesTitle(one)}
          <span className="text-ink3">{closed && formats.count(seriesValue(closed, one))}</span>
        </span>
      ))}
    </div>
  );
}

/** Moves labels up from the lowest so that no two are nearer than a line, then down again where they left the plot. */
function apart<T extends { at: number }>(wanted: readonly T[], height: number): (T & { label: number })[] {
  const placed = wanted.toSorted((a, b) => b.at - a.at).map((one) => ({ ...one, label: Math.min(one.at, height - 8) }));
  let limit = Number.POSITIVE_INFINITY;
  for (const one of placed) {
    one.label = Math.min(one.label, limit - APART);
    limit = one.label;
  }
  limit = 8 - APART;
  for (const one of placed.toReversed()) {
    one.label = Math.max(one.label, limit + APART);
    limit = one.label;
  }
  return placed;
}
