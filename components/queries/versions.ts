import type { Filter } from "@/lib/contract/filter";
import type { Versions } from "@/lib/contract/metrics";
import { metricQuery, refreshEvery } from "./metrics";

/** App versions and platforms by active instances. */
export function versionsQuery(filter: Filter) {
  return {
    ...metricQuery<Versions>("versions", { ...filter, unit: "attestations" }),
    refetchInterval: refreshEvery(filter),
  };
}
