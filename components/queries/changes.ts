import type { ChangeBaseline, Changes } from "@/lib/contract/changes";
import type { Filter } from "@/lib/contract/filter";
import type { FirstReason } from "@/lib/contract/metrics";
import { metricQuery, refreshEvery } from "./metrics";

/** What is refused more than before; `first` looks at one first reason only. */
export function changesQuery(filter: Filter, baseline: ChangeBaseline, first: FirstReason | null) {
  return {
    ...metricQuery<Changes>(
      "changes",
      { ...filter, unit: "attestations" },
      { baseline, ...(first === null ? {} : { first }) },
    ),
    refetchInterval: refreshEvery(filter),
  };
}
