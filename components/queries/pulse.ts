import type { Filter } from "@/lib/contract/filter";
import type { Pulse } from "@/lib/contract/metrics";
import { metricQuery } from "./metrics";

/** The last minutes against the usual. They don't depend on the range; the stream keeps them fresh. */
export function pulseQuery(filter: Filter) {
  const { from: _from, to: _to, ...rest } = filter;
  return metricQuery<Pulse>("pulse", { ...rest, range: "1h", unit: "attestations" });
}
