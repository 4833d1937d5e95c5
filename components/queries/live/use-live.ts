"use client";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { EventRow, LivePatch } from "@/lib/contract/events";
import { type Filter, filterToQuery } from "@/lib/contract/filter";
import type { LiveState } from "../../frame/live-status";
import { ApiError, getJson } from "../fetcher";
import { pulseQuery } from "../pulse";
import { trendQuery } from "../trend";
import { mergePulse, mergeTrend } from "./merge";
import { LiveStream, type StreamState } from "./stream";

function applyPatch(client: QueryClient, filter: Filter, patch: LivePatch): void {
  const trendKey = trendQuery(filter).queryKey;
  const trend = client.getQueryData(trendKey);
  if (trend !== undefined) {
    const merged = mergeTrend(trend, patch);
    if (merged === null) void client.invalidateQueries({ queryKey: trendKey });
    else client.setQueryData(trendKey, merged);
  }
  client.setQueryData(pulseQuery(filter).queryKey, (pulse) =>
    pulse === undefined ? undefined : mergePulse(pulse, patch),
  );
}

/** Everything on the page is read again: what the stream missed, other queries missed as well. */
function heal(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ["metrics"] });
  void client.invalidateQueries({ queryKey: ["events"] });
}

/** A page that is live hears so with every beat, and need not be rendered again for it. */
function saysTheSame(known: StreamState, next: StreamState): boolean {
  return known.kind === "live" && next.kind === "live" && known.behindSeconds === next.behindSeconds;
}

/** Connections that a browser keeps to one host, and how long one may take to answer after a silence. */
const CONNECTIONS_MAX = 6;
const ANSWER_MS = 4000;

/**
 * Whether the session goes on. After a silence, as after a laptop's sleep, the connections that the browser kept may be as
 * dead as the stream's, and a request on one waits for minutes: all are asked at once, and those that don't answer are
 * given up with their request.
 */
async function signedIn(silence: boolean): Promise<boolean> {
  const asked = Array.from({ length: silence ? CONNECTIONS_MAX : 1 }, () =>
    getJson("/api/me", AbortSignal.timeout(ANSWER_MS)),
  );
  try {
    await Promise.any(asked);
    return true;
  } catch (error) {
    const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
    if (errors.some((one) => one instanceof ApiError && one.status === 401)) return false;
    throw error;
  }
}

/**
 * Keeps the trend and the pulse of a filter live, and hands over single events where `onEvents` is given: all, or with
 * `only` those that were refused. Returns how fresh the page is.
 */
export function useLive(
  filter: Filter,
  onEvents?: (events: readonly EventRow[]) => void,
  only: "all" | "fail" = "all",
): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>({ kind: "connecting" });
  const [stream, setStream] = useState<LiveStream | null>(null);
  const fixed = filter.from !== undefined && filter.to !== undefined;
  const query = filterToQuery({ ...filter, unit: "attestations" }).toString();
  const events = onEvents === undefined ? "" : `&events=${only === "fail" ? "fail" : "1"}`;
  const onPatch = useEffectEvent((patch: LivePatch) => {
    applyPatch(client, filter, patch);
    if (patch.events.length > 0) onEvents?.(patch.events);
  });
  const cachedAt = useEffectEvent(() => client.getQueryData(trendQuery(filter).queryKey)?.asOf ?? null);
  useEffect(() => {
    if (fixed) return;
    const next = new LiveStream({
      url: (since) => `/api/stream?${query}${events}${since === null ? "" : `&since=${since}`}`,
      since: cachedAt(),
      onPatch: (patch) => onPatch(patch),
      onState: (next) => setState((known) => (saysTheSame(known, next) ? known : next)),
      onBack: () => heal(client),
      onEnd: () => window.location.reload(),
      mayReconnect: signedIn,
    });
    setStream(next);
    const retry = () => next.retry();
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
      next.close();
      setState({ kind: "connecting" });
    };
  }, [client, query, fixed, events]);
  if (fixed) return { kind: "fixed" };
  return state.kind === "lost" ? { ...state, retry: () => stream?.retry() } : state;
}
