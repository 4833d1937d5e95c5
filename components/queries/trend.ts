import type { Filter } from "@/lib/contract/filter";
import type { Trend } from "@/lib/contract/metrics";
import type { TrendBaseline } from "@/lib/contract/views";
import { metricQuery, refreshEvery } from "./metrics";

/** Views that differ in the unit only share one trend, and one stream. */
function countless(filter: Filter): Filter {
  return { ...filter, unit: "attestations" };
}

/** Attempts over time; the stream keeps it fresh. */
export function trendQuery(filter: Filter) {
  return metricQuery<Trend>("trend", countless(filter));
}

/** The window that a trend is compared with, its bins where they lie under the current ones. */
export function trendBeforeQuery(filter: Filter, compare: Exclude<TrendBaseline, "none"> = "week") {
  return {
    ...metricQuery<Trend>("trend", countless(filter), { compare }),
    refetchInterval: refreshEvery(filter),
  };
}
