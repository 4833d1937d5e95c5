import type { Filter } from "@/lib/contract/filter";
import type { Reasons } from "@/lib/contract/metrics";
import { metricQuery, refreshEvery } from "./metrics";

/** First reasons with their instances and where they rise. */
export function reasonsQuery(filter: Filter) {
  return {
    ...metricQuery<Reasons>("reasons", { ...filter, unit: "attestations" }),
    refetchInterval: refreshEvery(filter),
  };
}
