"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Fleet, StartFleet } from "@/lib/contract/admin/fleet";
import { getJson, sendJson } from "./fetcher";

/** The simulated phones that the console started last; asked every second while they run. */
export const fleetQuery = queryOptions({
  queryKey: ["fleet"],
  queryFn: ({ signal }) => getJson<Fleet>("/api/fleet", signal),
  staleTime: 0,
  refetchInterval: ({ state }) => (state.data?.state === "running" ? 1000 : false),
});

/** Starts phones, or stops those that run. */
export function useFleetChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: StartFleet | "stop") =>
      ask === "stop" ? sendJson<Fleet>("DELETE", "/api/fleet") : sendJson<Fleet>("POST", "/api/fleet", ask),
    onSuccess: (fleet) => client.setQueryData(fleetQuery.queryKey, fleet),
  });
}
