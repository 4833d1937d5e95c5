"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Person, PersonWithPassword } from "@/lib/contract/admin/people";
import type { Role } from "@/lib/contract/outcome";
import { getJson, sendJson } from "./fetcher";

/** Everybody who may sign in, disabled people too. */
export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }) => (await getJson<{ people: Person[] }>("/api/people", signal)).people,
});

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["people"] });
}

/** Adds somebody, or gives somebody a new password; the answer holds it, this once. */
export function usePasswordMaker() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (ask: { email: string; name: string; role: Role } | { id: number }) =>
      "id" in ask
        ? sendJson<PersonWithPassword>("POST", `/api/people/${ask.id}/reset-password`)
        : sendJson<PersonWithPassword>("POST", "/api/people", ask),
    onSuccess: refresh,
    gcTime: 0,
  });
}

export function useUpdatePerson() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, ...change }: { id: number; role?: Role; disabled?: boolean }) =>
      sendJson<Person>("PATCH", `/api/people/${id}`, change),
    onSuccess: refresh,
  });
}
