"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import type { Trend, TrendBin } from "@/lib/contract/metrics";
import { OverviewAlerts } from "../alerts/overview-alerts";
import { OutcomeLegend, ReasonLegend } from "../charts/legend";
import { TrendChart } from "../charts/trend-chart";
import { OutcomePanel, ReasonPanel } from "../charts/trend-panels";
import { perBin } from "../charts/words";
import { NearingExpiry } from "../expiring/nearing-expiry";
import { narrowTo, rejectedOnly, withTime } from "../filter/change";
import { FilterBar } from "../filter/filter-bar";
import { useFilter } from "../filter/use-filter";
import { type LiveState, LiveStatus } from "../frame/live-status";
import { PageHeader } from "../frame/page-header";
import { JUST_REJECTED } from "../queries/events";
import { useLive } from "../queries/live/use-live";
import { useRecentEvents } from "../queries/live/use-recent-events";
import { trendQuery } from "../queries/trend";
import { SecretsAttention } from "../secrets/attention";
import { Failure, Loading } from "../ui/states";
import { BaselineChoice, useBaseline, useBeforeBins } from "./baseline";
import { KeyFigures } from "./key-figures";
import { NewestRejections } from "./newest-rejections";
import { useUsualTitle } from "./period";
import { ReasonsTable } from "./reasons-table";
import { VersionsTable } from "./versions-table";

/** Most days there is something to show: its code comes after what is always shown. */
const NothingYet = dynamic(() => import("./nothing-yet").then((module) => module.NothingYet), { ssr: false });
const NONE: readonly TrendBin[] = [];
const REASONS_STACKED = 4;

/** The wall screen: is all well, since when not, and why. */
export function Overview() {
  const { filter } = useFilter();
  const recent = useRecentEvents(rejectedOnly(filter), JUST_REJECTED);
  const live = useLive(filter, recent.add, "fail");
  const trend = useQuery(trendQuery(filter));
  return (
    <>
      <PageHeader title="Overview" status={<LiveStatus state={live} />} testTraffic />
      <FilterBar />
      <main id="main" aria-busy={trend.isPlaceholderData}>
        {trend.data ? (
          <Content trend={trend.data} live={live} recent={recent.events} />
        ) : trend.error ? (
          <Failure height={320} error={trend.error} onRetry={() => void trend.refetch()} />
        ) : (
          <Loading height={320} what="Reading attestations" />
        )}
      </main>
    </>
  );
}

function Content({
  trend,
  live,
  recent,
}: {
  trend: Trend;
  live: LiveState;
  recent: Parameters<typeof NewestRejections>[0]["events"];
}) {
  const { filter, setFilter } = useFilter();
  const before = useBeforeBins(filter);
  const usualTitle = useUsualTitle(filter, useBaseline());
  const stale = live.kind === "lost" ? { since: live.since, now: live.since + live.lostSeconds * 1000 } : null;
  if (!trend.bins.some((bin) => bin.pass + bin.fail > 0)) {
    // That nothing arrives may be what an alert tells.
    return (
      <>
        <OverviewAlerts onlyFiring className="mt-5" />
        <NothingYet filter={filter} window={trend.window} />
      </>
    );
  }
  const usual = before.some((bin) => bin.pass + bin.fail > 0) ? before : NONE;
  const shared = { trend, before: usual, stale };
  return (
    <div className="grid-page mt-5! gap-y-8! wide:grid-rows-[auto_auto_1fr_auto]">
      <KeyFigures filter={filter} trend={trend} before={usual} />
      <TrendChart
        title="Attestations"
        unit={`${perBin(trend.window.stepSeconds)}, by outcome`}
        trend={trend}
        before={usual}
        reasonsMax={REASONS_STACKED}
        tools={<BaselineChoice />}
        zoom={(from, to) => setFilter(withTime(filter, from, to))}
        className="wide:col-span-8!"
      >
        {(series) => (
          <>
            <OutcomeLegend />
            <div className="mt-0.5">
              <OutcomePanel {...shared} series={series} height={208} timeAxis={false} />
            </div>
            <p className="mt-2.5 mb-0.5 text-ink2">rejected, by first reason</p>
            <ReasonPanel
              {...shared}
              series={series}
              height={152}
              timeAxis
              mode="stacked"
              onPick={(reason) => setFilter(narrowTo(filter, "reason", reason))}
            />
            <div className="mt-2.5">
              <ReasonLegend
                series={series}
                usual={usual.length > 0 ? `all, ${usualTitle}` : null}
                onPick={(reason) => setFilter(narrowTo(filter, "reason", reason))}
              />
            </div>
          </>
        )}
      </TrendChart>
      {/* Beside the chart and the reasons: however much there is to attend to, nothing is left blank below the chart. */}
      <div className="grid content-start gap-y-8 wide:col-span-4! wide:row-span-2">
        <OverviewAlerts />
        <SecretsAttention />
        <NearingExpiry />
        <NewestRejections filter={filter} events={recent} />
      </div>
      <ReasonsTable filter={filter} trend={trend} before={before} className="wide:col-span-8!" />
      <VersionsTable filter={filter} />
    </div>
  );
}
