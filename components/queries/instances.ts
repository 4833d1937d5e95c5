import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Filter, filterToQuery } from "@/lib/contract/filter";
import type { InstanceDetail, InstancePage } from "@/lib/contract/instances";
import { getJson } from "./fetcher";

/** An installation attests every few minutes. */
const FOLLOW_MS = 10_000;

/** Installations that attested in a window, page by page, last seen first. */
export function instancesQuery(filter: Filter, limit: number) {
  const query = filterToQuery({ ...filter, unit: "attestations" });
  query.set("limit", String(limit));
  const base = query.toString();
  return infiniteQueryOptions({
    queryKey: ["instances", base],
    queryFn: ({ pageParam, signal }) =>
      getJson<InstancePage>(
        `/api/instances?${base}${pageParam === "" ? "" : `&cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page: InstancePage) => page.next ?? undefined,
  });
}

/** One installation, by its id or the did of its tokens. */
export function instanceQuery(id: string) {
  return queryOptions({
    queryKey: ["instance", id],
    queryFn: ({ signal }) => getJson<InstanceDetail>(`/api/instances/${encodeURIComponent(id)}`, signal),
    refetchInterval: FOLLOW_MS,
  });
}
