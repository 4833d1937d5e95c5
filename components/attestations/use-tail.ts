"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { cursorAt } from "@/lib/contract/event-cursor";
import type { EventRow } from "@/lib/contract/events";
import type { Filter } from "@/lib/contract/filter";
import type { Trend } from "@/lib/contract/metrics";
import type { LiveState } from "../frame/live-status";
import { eventsQuery } from "../queries/events";
import { useLive } from "../queries/live/use-live";
import { useRecentEvents } from "../queries/live/use-recent-events";
import { trendQuery } from "../queries/trend";

const PAGE = 50;

interface Hold {
  /** Nothing newer than this is shown. */
  readonly start: string;
  readonly at: number;
  /** The bin that was open when it began, and what it held: what came after waits. */
  readonly bin: { readonly at: number; readonly n: number };
  /** Begun by hand, or by asking for older rows: it does not end when the pointer leaves. */
  readonly sticky: boolean;
  readonly shown: readonly EventRow[];
}

export interface Tail {
  readonly events: readonly EventRow[];
  readonly live: LiveState;
  readonly held: boolean;
  readonly following: boolean;
  readonly loading: boolean;
  readonly error: Error | null;
  readonly hasOlder: boolean;
  hold(sticky: boolean): void;
  release(): void;
  resume(): void;
  older(): void;
  retry(): void;
}

/**
 * A list that follows what comes in until it is held. Held, it is read from the history page by page below one instant, so
 * that rows neither move, nor repeat, nor go missing, however many arrive meanwhile.
 */
export function useTail(filter: Filter, instance: string | null): Tail {
  const [hold, setHold] = useState<Hold | null>(null);
  const recent = useRecentEvents(filter, PAGE, instance);
  const live = useLive(filter, recent.add);
  const trend = useQuery(trendQuery(filter)).data;
  const waitingSince = ({ at, n }: Hold["bin"]) =>
    trend?.bins.reduce((sum, bin) => (bin.at >= at ? sum + bin.pass + bin.fail : sum), -n) ?? 0;
  const fixed = live.kind === "fixed";
  const start = hold?.start ?? "";
  const pages = useInfiniteQuery({
    ...eventsQuery(filter, { limit: PAGE, instance, start }),
    enabled: hold !== null || fixed,
  });
  const read = pages.data?.pages.flatMap((page) => page.events);
  const following = hold === null && !fixed;
  const events = following ? recent.events : (read ?? hold?.shown ?? []);
  const begin = (sticky: boolean): Hold => ({
    start: cursorAt(recent.events[0]?.at ?? Date.now()),
    at: Date.now(),
    bin: openBin(trend),
    sticky,
    shown: recent.events,
  });
  return {
    events,
    live:
      hold !== null && live.kind === "live"
        ? {
            kind: "paused",
            since: hold.at,
            waiting: instance === null ? Math.max(0, waitingSince(hold.bin)) : null,
            resume: () => setHold(null),
          }
        : live,
    held: hold !== null,
    following,
    loading: following ? recent.loading : pages.isPending,
    error: following ? recent.error : pages.error,
    hasOlder: following ? recent.hasOlder : pages.hasNextPage,
    hold: (sticky) =>
      setHold((current) => (current === null ? begin(sticky) : { ...current, sticky: current.sticky || sticky })),
    release: () => setHold((current) => (current?.sticky ? current : null)),
    resume: () => setHold(null),
    older: () => {
      if (following) setHold(begin(true));
      else void pages.fetchNextPage();
    },
    retry: () => void (following ? recent.retry() : pages.refetch()),
  };
}

function openBin(trend: Trend | undefined): Hold["bin"] {
  const last = trend?.bins.at(-1);
  return last ? { at: last.at, n: last.pass + last.fail } : { at: Number.POSITIVE_INFINITY, n: 0 };
}
