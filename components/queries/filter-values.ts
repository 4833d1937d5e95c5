import { queryOptions } from "@tanstack/react-query";
import { closedValues, type Dimension } from "@/lib/contract/filter";
import type { FilterValues } from "@/lib/contract/metrics";
import { getJson } from "./fetcher";

/** The values of a dimension that were seen; a closed list needs no question. */
export function filterValuesQuery(dimension: Dimension, test: boolean) {
  const closed = closedValues(dimension);
  return queryOptions({
    queryKey: ["filter-values", dimension, test],
    queryFn: async ({ signal }): Promise<FilterValues> =>
      closed
        ? { values: closed.map((value) => ({ value })) }
        : getJson<FilterValues>(`/api/metrics/filter-values?dimension=${dimension}${test ? "&test=1" : ""}`, signal),
  });
}
