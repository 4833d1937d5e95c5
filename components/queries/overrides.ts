"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { OVERRIDES, Override } from "@/lib/contract/admin/overrides";
import { getJson, sendJson } from "./fetcher";

/** The decisions about one instance, newest first, ended ones too. */
export function overridesQuery(instanceId: string) {
  return queryOptions({
    queryKey: ["overrides", instanceId],
    queryFn: async ({ signal }) => {
      const path = `/api/overrides?instanceId=${encodeURIComponent(instanceId)}`;
      return (await getJson<{ overrides: Override[] }>(path, signal)).overrides;
    },
  });
}

export interface NewOverride {
  readonly kind: (typeof OVERRIDES)[number];
  readonly reason: string;
  /** ISO 8601; null for one that stays until it is lifted. */
  readonly expiresAt: string | null;
}

export function useCreateOverride(instanceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (override: NewOverride) => sendJson<Override>("POST", "/api/overrides", { instanceId, ...override }),
    onSuccess: () => client.invalidateQueries({ queryKey: overridesQuery(instanceId).queryKey }),
  });
}

export function useLiftOverride(instanceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => sendJson<Override>("POST", `/api/overrides/${id}/lift`),
    onSuccess: () => client.invalidateQueries({ queryKey: overridesQuery(instanceId).queryKey }),
  });
}
