"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiKey, CreatedApiKey } from "@/lib/contract/admin/api-keys";
import type { Role } from "@/lib/contract/outcome";
import type { Permission } from "@/lib/contract/permissions";
import { getJson, sendJson } from "./fetcher";

/** Every API key, revoked and expired ones too, without the keys themselves. */
export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async ({ signal }) => (await getJson<{ apiKeys: ApiKey[] }>("/api/api-keys", signal)).apiKeys,
});

/** Makes a key; the answer holds it, this once. */
export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (key: { name: string; role: Role; scopes: readonly Permission[] | null; expiresAt: string | null }) =>
      sendJson<CreatedApiKey>("POST", "/api/api-keys", key),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
    gcTime: 0,
  });
}

export function useRevokeApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => sendJson<ApiKey>("POST", `/api/api-keys/${id}/revoke`),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
}
