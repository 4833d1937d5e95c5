"use client";
import { usePathname, useSearchParams } from "next/navigation";
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
import type { LiveState } from "../frame/live-status";
import { BaselineChoice, useBaseline } from "../overview/baseline";
import { useUsualTitle } from "../overview/period";
import { Segmented } from "../ui/segmented";

const MODES = [
  { value: "stacked", label: "Stacked" },
  { value: "lines", label: "Lines" },
] as const;
type Mode = (typeof MODES)[number]["value"];
const REASONS_STACKED = 7;
const HEIGHT = 276;

/** Stacked or lines; it is part of the address, so that a shared view looks the same. */
function useMode(): [Mode, (mode: Mode) => void] {
  const parameters = useSearchParams();
  const path = usePathname();
  const set = (mode: Mode) => {
    const next = new URLSearchParams(parameters.toString());
    if (mode === "lines") next.set("mode", mode);
    else next.delete("mode");
    window.history.replaceState(null, "", next.size === 0 ? path : `${path}?${next}`);
  };
  return [parameters.get("mode") === "lines" ? "lines" : "stacked", set];
}

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
  const [mode, setMode] = useMode();
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
