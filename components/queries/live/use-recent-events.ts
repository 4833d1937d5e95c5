"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { EventRow } from "@/lib/contract/events";
import type { Filter } from "@/lib/contract/filter";
import { eventsQuery } from "../events";

const NONE: readonly EventRow[] = [];

export interface RecentEvents {
  /** Newest first, each once. */
  readonly events: readonly EventRow[];
  readonly loading: boolean;
  readonly error: Error | null;
  /** Whether there are older ones than those shown. */
  readonly hasOlder: boolean;
  /** Takes what the stream brings, and leaves what the filter's outcome or the instance excludes. */
  add(events: readonly EventRow[]): void;
  retry(): Promise<unknown>;
}

/** The newest events of a filter: read once, then fed by the stream. */
export function useRecentEvents(filter: Filter, most: number, instance: string | null = null): RecentEvents {
  const query = eventsQuery(filter, { limit: most, instance });
  const key = query.queryKey.join(" ");
  const { data, error, isPending, hasNextPage, refetch } = useInfiniteQuery(query);
  const [state, setState] = useState<{ key: string; events: readonly EventRow[] }>({ key, events: NONE });
  const arrived = state.key === key ? state.events : NONE;
  const outcomes = filter.include.outcome;
  const add = useCallback(
    (events: readonly EventRow[]) => {
      const wanted = events.filter(
        (event) => (outcomes?.includes(event.outcome) ?? true) && (instance === null || event.instanceId === instance),
      );
      setState((known) => ({ key, events: newest([...wanted, ...(known.key === key ? known.events : NONE)], most) }));
    },
    [key, most, outcomes, instance],
  );
  const events = useMemo(() => newest([...arrived, ...(data?.pages[0]?.events ?? [])], most), [arrived, data, most]);
  return { events, loading: isPending, error, hasOlder: hasNextPage || arrived.length >= most, add, retry: refetch };
}

/** The newest of some events, each once. */
export function newest(events: readonly EventRow[], most: number): EventRow[] {
  const unique = [...new Map(events.map((event) => [event.id, event])).values()];
  return unique.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).slice(0, most);
}
