"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Retention } from "@/lib/contract/admin/retention";
import { getJson, sendJson } from "./fetcher";

/** For how long single events are kept, and what they take. */
export const retentionQuery = queryOptions({
  queryKey: ["retention"],
  queryFn: ({ signal }) => getJson<Retention>("/api/retention", signal),
});

/** Keeps events for so many days; null goes back to the environment's setting. */
export function useUpdateRetention() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (days: number | string | null) => sendJson<Retention>("PUT", "/api/retention", { days }),
    onSuccess: (retention) => client.setQueryData(retentionQuery.queryKey, retention),
  });
}
