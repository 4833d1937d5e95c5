"use client";
import { useMemo } from "react";
import type { Trend, TrendBin } from "@/lib/contract/metrics";
import { useFormats } from "../ui/format";
import { type DrawnBin, drawnBins } from "./drawn";
import { OUTCOME_LAYERS, reasonLayers } from "./layers";
import { Panel, type PanelProps } from "./panel";
import { Plot } from "./plot";
import { type ReasonSeries, type SeriesId, seriesTitle, seriesValue } from "./reason-series";
import { niceScale } from "./scale";
import { BinTooltip } from "./tooltip";
import { binWidth, slashBin } from "./words";

export interface TrendPanelProps {
  readonly trend: Trend;
  /** The same bins one week before; empty when there is nothing to compare with. */
  readonly before: readonly TrendBin[];
  readonly series: readonly ReasonSeries[];
  readonly height: number;
  readonly timeAxis: boolean;
  readonly stale: PanelProps["stale"];
}

/** Everything the panels of one trend have in common. */
function usePanel({ trend, before, series, height, timeAxis, stale }: TrendPanelProps) {
  const formats = useFormats();
  const byTime = useMemo(() => new Map(trend.bins.map((bin) => [bin.at, bin])), [trend]);
  const beforeByTime = useMemo(() => new Map(before.map((bin) => [bin.at, bin])), [before]);
  const { window } = trend;
  const lastAt = trend.bins.at(-1)?.at;
  const words = (at: number) => {
    const bin = byTime.get(at);
    if (!bin) return formats.moment(at);
    const reasons = series.map((one) => `${seriesTitle(one)} ${formats.count(seriesValue(bin, one))}`);
    return `${formats.moment(at)}: pass ${formats.count(bin.pass)}, fail ${formats.count(bin.fail)}, ${reasons.join(", ")}`;
  };
  const tooltip = (at: number) => {
    const bin = byTime.get(at);
    return bin ? (
      <BinTooltip
        bin={bin}
        before={beforeByTime.get(at)}
        series={series}
        stepSeconds={window.stepSeconds}
        partial={window.live && at === lastAt}
      />
    ) : null;
  };
  return { height, timeAxis, stale, words, tooltip, live: window.live, unit: slashBin(window.stepSeconds) };
}

/** Pass and fail over time. */
export function OutcomePanel(props: TrendPanelProps) {
  const { trend } = props;
  const shared = usePanel(props);
  const bins = useMemo(
    () => drawnBins(trend.bins, trend.window, trend.asOf, ({ pass, fail }) => ({ pass, fail })),
    [trend],
  );
  const scale = useMemo(() => niceScale(Math.max(0, ...bins.map(total))), [bins]);
  return (
    <Panel
      {...shared}
      label={`Attestations per ${binWidth(trend.window.stepSeconds)}, pass and fail`}
      bins={bins}
      scale={scale}
      rings={(bin) => [bin.values.fail ?? 0, total(bin)]}
    >
      {(area) => <Plot area={area} bins={bins} scale={scale} layers={OUTCOME_LAYERS} />}
    </Panel>
  );
}

function total({ values }: DrawnBin): number {
  return (values.pass ?? 0) + (values.fail ?? 0);
}

/** Refusals by first reason over time, stacked or as lines. */
export function ReasonPanel({
  mode,
  onPick,
  ...props
}: TrendPanelProps & { mode: "stacked" | "lines"; onPick?: (id: SeriesId) => void }) {
  const { trend, before, series } = props;
  const shared = usePanel(props);
  const bins = useMemo(
    () =>
      drawnBins(trend.bins, trend.window, trend.asOf, (bin) =>
        Object.fromEntries(series.map((one) => [one.id, seriesValue(bin, one)])),
      ),
    [trend, series],
  );
  const usual = useMemo(() => new Map(before.map((bin) => [bin.at, bin.fail])), [before]);
  const scale = useMemo(
    () => niceScale(Math.max(0, ...bins.map((bin) => heightOf(bin, mode)), ...usual.values())),
    [bins, mode, usual],
  );
  const ids = series.map(({ id }) => id).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the series are new with each second's counts, their ids seldom
  const layers = useMemo(
    () =>
      reasonLayers(
        series.map(({ id }) => id),
        mode,
        usual,
      ),
    [ids, mode, usual],
  );
  const pick = (at: number, value: number) => {
    const bin = bins.find((one) => one.at === at);
    const id = bin && (mode === "stacked" ? bandAt(bin, series, value) : lineAt(bin, series, value));
    if (id && id !== "other") onPick?.(id);
  };
  return (
    <Panel
      {...shared}
      label={`Rejections per ${binWidth(trend.window.stepSeconds)} by first reason`}
      bins={bins}
      scale={scale}
      rings={(bin) => (mode === "stacked" ? [heightOf(bin, mode)] : Object.values(bin.values))}
      {...(onPick ? { onPick: pick } : {})}
    >
      {(area) => <Plot area={area} bins={bins} scale={scale} layers={layers} />}
    </Panel>
  );
}

function heightOf({ values }: DrawnBin, mode: "stacked" | "lines"): number {
  const all = Object.values(values);
  return mode === "stacked" ? all.reduce((sum, n) => sum + n, 0) : Math.max(0, ...all);
}

/** The band of a stack that holds a value. */
function bandAt(bin: DrawnBin, series: readonly ReasonSeries[], value: number): SeriesId | null {
  let top = 0;
  for (const { id } of series) {
    top += bin.values[id] ?? 0;
    if (value <= top) return id;
  }
  return null;
}

/** The line next to a value. */
function lineAt(bin: DrawnBin, series: readonly ReasonSeries[], value: number): SeriesId | null {
  const distance = ({ id }: ReasonSeries) => Math.abs((bin.values[id] ?? 0) - value);
  return series.toSorted((a, b) => distance(a) - distance(b))[0]?.id ?? null;
}
