"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { SavedView } from "@/lib/contract/admin/saved-views";
import { getJson, sendJson } from "./fetcher";

/** One's own views, and those that others share. */
export const savedViewsQuery = queryOptions({
  queryKey: ["saved-views"],
  queryFn: async ({ signal }) => (await getJson<{ savedViews: SavedView[] }>("/api/saved-views", signal)).savedViews,
});

export function useSaveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view: Pick<SavedView, "name" | "page" | "query" | "shared">) =>
      sendJson<SavedView>("POST", "/api/saved-views", view),
    onSuccess: () => client.invalidateQueries({ queryKey: savedViewsQuery.queryKey }),
  });
}

export function useDeleteView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => sendJson<{ done: boolean }>("DELETE", `/api/saved-views/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: savedViewsQuery.queryKey }),
  });
}
