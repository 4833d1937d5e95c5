import type { Filter, MatrixDimension } from "@/lib/contract/filter";
import type { ReasonMatrix } from "@/lib/contract/metrics";
import { metricQuery, refreshEvery } from "./metrics";

/** Refusals by first reason and one dimension. */
export function reasonMatrixQuery(filter: Filter, by: MatrixDimension) {
  return {
    ...metricQuery<ReasonMatrix>("reason-matrix", { ...filter, unit: "attestations" }, { by }),
    refetchInterval: refreshEvery(filter),
  };
}
