"use client";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { Filter } from "@/lib/contract/filter";
import type { InstanceRow } from "@/lib/contract/instances";
import type { LiveState } from "../frame/live-status";
import { instancesQuery } from "../queries/instances";
import { useLive } from "../queries/live/use-live";

const PAGE = 50;
/** The list is read again at most this often, however much comes in. */
const FOLLOW_MS = 2000;

export interface LiveInstances {
  /** Undefined until the first page is there. */
  readonly rows: readonly InstanceRow[] | undefined;
  /** Set where the end of the list is not the beginning of the time that is asked for. */
  readonly reachesFrom: number | null;
  readonly live: LiveState;
  readonly error: Error | null;
  readonly hasOlder: boolean;
  readonly readingOlder: boolean;
  older(): void;
  retry(): void;
  /** Keeps the rows where they are while somebody points at them. */
  hold(): void;
  release(): void;
}

/** Installations of a filter, last seen first: the first page follows what comes in until it is held or paged below. */
export function useLiveInstances(filter: Filter): LiveInstances {
  const client = useQueryClient();
  const query = instancesQuery(filter, PAGE);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching, isFetchingNextPage } = useInfiniteQuery(query);
  const [heldAt, setHeldAt] = useState<number | null>(null);
  const key = query.queryKey.join(" ");
  const [paged, setPaged] = useState<{ key: string; at: number } | null>(null);
  const cameIn = useRef(false);
  const live = useLive(filter, () => {
    cameIn.current = true;
  });
  const since = paged?.key === key ? paged.at : heldAt;
  const follow = useEffectEvent(() => {
    if (!cameIn.current || since !== null) return;
    cameIn.current = false;
    void refetch();
  });
  useEffect(() => {
    const timer = setInterval(() => follow(), FOLLOW_MS);
    return () => clearInterval(timer);
  }, []);
  // A page without rows has looked through what it had time for, and the next one goes on.
  const goesOn = hasNextPage && !isFetching && data?.pages.at(-1)?.instances.length === 0;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
  const resume = () => {
    setHeldAt(null);
    setPaged(null);
    client.setQueryData(query.queryKey, (known) =>
      known === undefined ? undefined : { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) },
    );
    void refetch();
  };
  return {
    rows: data?.pages.flatMap((page) => page.instances),
    reachesFrom: data?.pages.at(-1)?.reachesFrom ?? null,
    live: since !== null && live.kind === "live" ? { kind: "paused", since, waiting: null, resume } : live,
    error,
    hasOlder: hasNextPage,
    readingOlder: isFetchingNextPage,
    older: () => {
      setPaged((known) => (known?.key === key ? known : { key, at: Date.now() }));
      void fetchNextPage();
    },
    retry: () => void refetch(),
    hold: () => setHeldAt((at) => at ?? Date.now()),
    release: () => setHeldAt(null),
  };
}
