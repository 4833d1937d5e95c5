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
  /** iOS only. */
  readonly teamId: string | null;
  /** ISO 8601, null for never. */
  readonly expiresAt: string | null;
}

export type BuildChange =
  | { readonly act: "add"; readonly appId: number; readonly build: NewBuild }
  | { readonly act: "expire"; readonly id: number; readonly expiresAt: string | null }
  | { readonly act: "revoke" | "restore"; readonly id: number };

function send(change: BuildChange): Promise<Build> {
  switch (change.act) {
    case "add":
      return sendJson("POST", `/api/apps/${change.appId}/builds`, change.build);
    case "expire":
      return sendJson("PATCH", `/api/builds/${change.id}`, { expiresAt: change.expiresAt });
    default:
      return sendJson("POST", `/api/builds/${change.id}/${change.act}`);
  }
}

/** Adds a build, says when it expires, revokes or restores it. */
export function useBuildChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ queryKey: ["apps"] }),
  });
}
