"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Session } from "@/lib/contract/admin/people";
import { getJson, sendJson } from "./fetcher";

/** The browsers in which the viewer is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) => (await getJson<{ sessions: Session[] }>("/api/sessions", signal)).sessions,
});

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => sendJson("DELETE", `/api/sessions/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

/** Changes the viewer's own password; other browsers are signed out by it. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { currentPassword: string; newPassword: string }) =>
      sendJson("POST", "/api/me/password", change),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
    gcTime: 0,
  });
}
