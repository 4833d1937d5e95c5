"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Override } from "@/lib/contract/admin/overrides";
import { getJson, sendJson } from "./fetcher";

/** The overrides in force, newest first, at most 200. */
export const overridesQuery = queryOptions({
  queryKey: ["overrides"],
  queryFn: async ({ signal }) =>
    (await getJson<{ overrides: Override[] }>("/api/overrides?active=true&limit=200", signal)).overrides,
});

export interface NewOverride {
  readonly instanceId: string;
  readonly appId: number;
  readonly kind: Override["kind"];
  readonly reason: string;
  /** ISO 8601, null for never. */
  readonly expiresAt: string | null;
}

/** Decides about one instance; every process knows within a second. */
export function useCreateOverride() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (override: NewOverride) => sendJson<Override>("POST", "/api/overrides", override),
    onSuccess: () => client.invalidateQueries({ queryKey: ["overrides"] }),
  });
}

/** Ends an override at once. */
export function useLiftOverride() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => sendJson<Override>("POST", `/api/overrides/${id}/lift`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["overrides"] }),
  });
}
