import type { Filter } from "@/lib/contract/filter";
import type { ActiveInstances } from "@/lib/contract/metrics";
import { metricQuery } from "./metrics";

/** Distinct instances of the last hour, day and month, whatever the range of the page. */
export function activeInstancesQuery(filter: Filter) {
  const { from: _from, to: _to, ...rest } = filter;
  return {
    ...metricQuery<ActiveInstances>("active-instances", { ...rest, range: "1h", unit: "attestations" }),
    refetchInterval: 60_000,
  };
}
