import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type Filter, filterToQuery } from "@/lib/contract/filter";
import { getJson } from "./fetcher";

/** How often what the stream does not carry is read again, by how fast it can change. */
export function refreshEvery(filter: Filter): number | false {
  if (filter.from !== undefined && filter.to !== undefined) return false;
  return filter.range === "15m" || filter.range === "1h" ? 20_000 : 60_000;
}

/** The query of one metric for one filter. `extra` are the metric's own parameters. */
export function metricQuery<T>(metric: string, filter: Filter, extra: Readonly<Record<string, string>> = {}) {
  const query = filterToQuery(filter);
  for (const [name, value] of Object.entries(extra)) query.set(name, value);
  const path = `/api/metrics/${metric}?${query}`;
  return queryOptions({
    queryKey: ["metrics", metric, query.toString()],
    queryFn: ({ signal }) => getJson<T>(path, signal),
    placeholderData: keepPreviousData,
  });
}
