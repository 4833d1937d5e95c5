"use client";
import { useQuery } from "@tanstack/react-query";
import type { EventRow } from "@/lib/contract/events";
import type { Filter } from "@/lib/contract/filter";
import type { Trend, TrendBin } from "@/lib/contract/metrics";
import { rejectedOnly } from "../filter/change";
import { FilterBar } from "../filter/filter-bar";
import { useFilter } from "../filter/use-filter";
import { type LiveState, LiveStatus } from "../frame/live-status";
import { PageHeader } from "../frame/page-header";
import { useBeforeBins } from "../overview/baseline";
import { NothingYet } from "../overview/nothing-yet";
import { useLive } from "../queries/live/use-live";
import { useRecentEvents } from "../queries/live/use-recent-events";
import { trendQuery } from "../queries/trend";
import { Failure, Loading } from "../ui/states";
import { ChangesSection } from "./changes-section";
import { Headline } from "./headline";
import { MatrixSection } from "./matrix-section";
import { ReasonTrend } from "./reason-trend";
import { RejectedTail } from "./rejected-tail";

const NONE: readonly TrendBin[] = [];
const TAIL = 12;

/** The view of what is refused: how much more than usual, which reasons, where, and the latest of them. */
export function Rejections() {
  const { filter } = useFilter();
  const recent = useRecentEvents(rejectedOnly(filter), TAIL);
  const live = useLive(filter, recent.add, "fail");
  const trend = useQuery(trendQuery(filter));
  return (
    <>
      <PageHeader title="Rejections" status={<LiveStatus state={live} />} testTraffic />
      <FilterBar />
      <main id="main" aria-busy={trend.isPlaceholderData}>
        {trend.data ? (
          <Content filter={filter} trend={trend.data} live={live} recent={recent.events} />
        ) : trend.error ? (
          <Failure height={320} error={trend.error} onRetry={() => void trend.refetch()} />
        ) : (
          <Loading height={320} what="Reading rejections" />
        )}
      </main>
    </>
  );
}

function Content({
  filter,
  trend,
  live,
  recent,
}: {
  filter: Filter;
  trend: Trend;
  live: LiveState;
  recent: readonly EventRow[];
}) {
  const before = useBeforeBins(filter);
  const usual = before.some((bin) => bin.pass + bin.fail > 0) ? before : NONE;
  if (!trend.bins.some((bin) => bin.fail > 0)) {
    return <NothingYet filter={rejectedOnly(filter)} window={trend.window} what="rejections" />;
  }
  return (
    <>
      <Headline filter={filter} trend={trend} before={usual} />
      <div className="grid-page mt-[18px]! gap-y-8!">
        <ReasonTrend filter={filter} trend={trend} before={usual} live={live} />
        <ChangesSection filter={filter} />
        <MatrixSection filter={filter} />
        <RejectedTail filter={filter} events={recent} live={live} />
      </div>
    </>
  );
}
