"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import { getJson, sendJson } from "./fetcher";

/** Every registered app, archived ones too. */
export const appsQuery = queryOptions({
  queryKey: ["apps"],
  queryFn: async ({ signal }) => (await getJson<{ apps: App[] }>("/api/apps", signal)).apps,
});

export function appQuery(id: number) {
  return queryOptions({
    queryKey: ["apps", id],
    queryFn: ({ signal }) => getJson<App>(`/api/apps/${id}`, signal),
  });
}

export type AppChange =
  | { readonly act: "update"; readonly change: { name?: string; acceptsTestTraffic?: boolean } }
  | { readonly act: "archive" | "restore" };

/** Changes one app: its name, whether it takes test traffic, whether it is archived. */
export function useAppChange(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: AppChange) =>
      change.act === "update"
        ? sendJson<App>("PATCH", `/api/apps/${id}`, change.change)
        : sendJson<App>("POST", `/api/apps/${id}/${change.act}`),
    onSuccess: (app) => {
      client.setQueryData(appQuery(id).queryKey, app);
      return client.invalidateQueries({ queryKey: ["apps"] });
    },
  });
}

export interface NewApp {
  readonly platform: string;
  readonly appId: string;
  readonly name: string;
}

/** Registers an app by hand. */
export function useCreateApp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (app: NewApp) => sendJson<App>("POST", "/api/apps", app),
    onSuccess: () => client.invalidateQueries({ queryKey: ["apps"] }),
  });
}
