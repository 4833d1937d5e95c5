"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { PlayKeySet, PlayKeysState } from "@/lib/contract/admin/play-keys";
import { getJson, sendJson } from "./fetcher";

export function playKeysQuery(appId: number) {
  return queryOptions({
    queryKey: ["apps", appId, "play-keys"],
    queryFn: ({ signal }) => getJson<PlayKeysState>(`/api/apps/${appId}/play-keys`, signal),
  });
}

export type PlayKeysChange =
  | { readonly act: "add"; readonly sealed: string; readonly fingerprint: string }
  | { readonly act: "revoke"; readonly id: number };

/** Stores a sealed set of keys, or revokes one. */
export function usePlayKeysChange(appId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: PlayKeysChange) =>
      change.act === "add"
        ? sendJson<PlayKeySet>("POST", `/api/apps/${appId}/play-keys`, {
            sealed: change.sealed,
            fingerprint: change.fingerprint,
          })
        : sendJson<PlayKeySet>("POST", `/api/play-keys/${change.id}/revoke`),
    onSuccess: () => client.invalidateQueries({ queryKey: playKeysQuery(appId).queryKey }),
  });
}
