"use client";
import type { Filter } from "@/lib/contract/filter";
import type { Trend, TrendBin } from "@/lib/contract/metrics";
import { EdgeLabels } from "../charts/edge-labels";
import { ReasonLegend } from "../charts/legend";
import type { SeriesId } from "../charts/reason-series";
import { TrendChart } from "../charts/trend-chart";
import { ReasonPanel } from "../charts/trend-panels";
import { perBin } from "../charts/words";
import { narrowTo, withTime } from "../filter/change";
import { useFilter } from "../filter/use-filter";
import { useViewParameter } from "../filter/use-view-parameter";
import type { LiveState } from "../frame/live-status";
import { BaselineChoice, useBaseline } from "../overview/baseline";
import { useUsualTitle } from "../overview/period";
import { Segmented } from "../ui/segmented";

const MODES = [
  { value: "stacked", label: "Stacked" },
  { value: "lines", label: "Lines" },
] as const;
const MODE_IDS = ["stacked", "lines"] as const;
const REASONS_STACKED = 7;
const HEIGHT = 276;

/** Refusals over time by first reason, against the week before. */
export function ReasonTrend({
  filter,
  trend,
  before,
  live,
}: {
  filter: Filter;
  trend: Trend;
  before: readonly TrendBin[];
  live: LiveState;
}) {
  const { setFilter } = useFilter();
  const [mode, setMode] = useViewParameter("mode", MODE_IDS);
  const usualTitle = useUsualTitle(filter, useBaseline());
  const stale = live.kind === "lost" ? { since: live.since, now: live.since + live.lostSeconds * 1000 } : null;
  const usual = before;
  const pick = (reason: SeriesId) => setFilter(narrowTo(filter, "reason", reason));
  return (
    <TrendChart
      title="Trend by reason"
      unit={`rejections ${perBin(trend.window.stepSeconds)}, first reason counts`}
      trend={trend}
      before={before}
      reasonsMax={REASONS_STACKED}
      zoom={(from, to) => setFilter(withTime(filter, from, to))}
      tools={
        <>
          <Segmented
            label="Draw as"
            value={mode}
            options={MODES}
            onChange={setMode}
            className="-my-1 max-phone:hidden"
          />
          <BaselineChoice />
        </>
      }
    >
      {(series) => (
        <>
          <div className="nav:grid nav:grid-cols-[minmax(0,1fr)_168px]">
            <ReasonPanel
              trend={trend}
              before={usual}
              series={series}
              height={HEIGHT}
              timeAxis
              stale={stale}
              mode={mode}
              onPick={pick}
            />
            <EdgeLabels trend={trend} series={series} before={usual} mode={mode} height={HEIGHT} />
          </div>
          <div className="mt-2.5">
            <ReasonLegend series={series} usual={usual.length > 0 ? `all, ${usualTitle}` : null} onPick={pick} />
          </div>
        </>
      )}
    </TrendChart>
  );
}
