"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiDomain, ApiDomainWithSecret } from "@/lib/contract/admin/api-domains";
import type { TokenAlgorithm, TokenSettings } from "@/lib/contract/tokens";
import { getJson, sendJson } from "./fetcher";

/** Every API whose backend checks tokens. */
export const apiDomainsQuery = queryOptions({
  queryKey: ["api-domains"],
  queryFn: async ({ signal }) => (await getJson<{ apiDomains: ApiDomain[] }>("/api/api-domains", signal)).apiDomains,
});

export function apiDomainQuery(id: number) {
  return queryOptions({
    queryKey: ["api-domains", id],
    queryFn: ({ signal }) => getJson<ApiDomain>(`/api/api-domains/${id}`, signal),
  });
}

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["api-domains"] });
}

export interface NewApiDomain {
  readonly domain: string;
  readonly tokenSettings: Partial<TokenSettings>;
  readonly apps: readonly number[];
  readonly asciiSecret: boolean;
}

/** Protects an API; the answer holds the HS256 secret, this once. */
export function useCreateApiDomain() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (domain: NewApiDomain) => sendJson<ApiDomainWithSecret>("POST", "/api/api-domains", domain),
    onSuccess: refresh,
    // The secret must not wait in a cache for longer than the page that shows it.
    gcTime: 0,
  });
}

/** Changes which apps get tokens for an API, or how its tokens look. */
export function useUpdateApiDomain() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, ...change }: { id: number; tokenSettings?: TokenSettings; apps?: readonly number[] }) =>
      sendJson<ApiDomain>("PATCH", `/api/api-domains/${id}`, change),
    onSuccess: refresh,
  });
}

export function useDeleteApiDomain(id: number) {
  const refresh = useRefresh();
  return useMutation({ mutationFn: () => sendJson("DELETE", `/api/api-domains/${id}`), onSuccess: refresh });
}

export interface KeyRotation {
  readonly algorithm?: TokenAlgorithm;
  readonly signsAfterSeconds: number;
  readonly overlapSeconds: number;
  readonly asciiSecret: boolean;
}

/** Makes the next signing key; the answer holds its HS256 secret, this once. */
export function useRotateKey(id: number) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (rotation: KeyRotation) =>
      sendJson<ApiDomainWithSecret>("POST", `/api/api-domains/${id}/keys`, rotation),
    onSuccess: refresh,
    gcTime: 0,
  });
}

export function useRevokeKey(id: number) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (kid: string) =>
      sendJson<ApiDomain>("POST", `/api/api-domains/${id}/keys/${encodeURIComponent(kid)}/revoke`),
    onSuccess: refresh,
  });
}
