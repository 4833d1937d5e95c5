"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Build } from "@/lib/contract/admin/apps";
import { getJson, sendJson } from "./fetcher";

/** The registered builds of one app, revoked ones too. */
export function buildsQuery(appId: number) {
  return queryOptions({
    queryKey: ["apps", appId, "builds"],
    queryFn: async ({ signal }) => (await getJson<{ builds: Build[] }>(`/api/apps/${appId}/builds`, signal)).builds,
  });
}

export interface NewBuild {
  readonly versionName: string;
  readonly versionCode: number;
  readonly signerDigests: readonly string[];
  /** ISO 8601, null for never. */
  readonly expiresAt: string | null;
}

export type BuildChange =
  | { readonly act: "add"; readonly appId: number; readonly build: NewBuild }
  | { readonly act: "revoke" | "restore"; readonly id: number };

/** Adds, revokes or restores a build. */
export function useBuildChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: BuildChange) =>
      change.act === "add"
        ? sendJson<Build>("POST", `/api/apps/${change.appId}/builds`, change.build)
        : sendJson<Build>("POST", `/api/builds/${change.id}/${change.act}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["apps"] }),
  });
}
