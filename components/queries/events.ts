import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { EventDetail, EventPage } from "@/lib/contract/events";
import { type Filter, filterToQuery } from "@/lib/contract/filter";
import { getJson } from "./fetcher";

/** How many of the newest refusals the overview lists. */
export const JUST_REJECTED = 8;

/** The event list page by page, newest first. `instance` narrows to one installation, `start` is a cursor. */
export function eventsQuery(filter: Filter, options: { limit: number; instance?: string | null; start?: string }) {
  const query = filterToQuery({ ...filter, unit: "attestations" });
  query.set("limit", String(options.limit));
  if (options.instance) query.set("instance", options.instance);
  const base = query.toString();
  return infiniteQueryOptions({
    queryKey: ["events", base, options.start ?? ""],
    queryFn: ({ pageParam, signal }) =>
      getJson<EventPage>(
        `/api/events?${base}${pageParam === "" ? "" : `&cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: options.start ?? "",
    getNextPageParam: (page: EventPage) => page.next ?? undefined,
  });
}

/** One attempt with its decision, by event id or ARC. It never changes. */
export function eventQuery(id: string) {
  return queryOptions({
    queryKey: ["event", id],
    queryFn: ({ signal }) => getJson<EventDetail>(`/api/events/${encodeURIComponent(id)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
