"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type {
  CreatedDevelopmentCredential,
  DevelopmentCredentialRow,
  NewDevelopmentCredential,
} from "@/lib/contract/admin/development-credentials";
import { getJson, sendJson } from "./fetcher";

/** The development credentials of an app, newest first, ended ones too. */
export function developmentCredentialsQuery(appId: number) {
  return queryOptions({
    queryKey: ["apps", appId, "development-credentials"],
    queryFn: async ({ signal }) =>
      (await getJson<{ credentials: DevelopmentCredentialRow[] }>(`/api/apps/${appId}/development-credentials`, signal))
        .credentials,
  });
}

/** Makes a credential; the answer holds its private key, once. */
export function useCreateDevelopmentCredential(appId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credential: NewDevelopmentCredential) =>
      sendJson<CreatedDevelopmentCredential>("POST", `/api/apps/${appId}/development-credentials`, credential),
    onSuccess: () => client.invalidateQueries({ queryKey: ["apps", appId, "development-credentials"] }),
  });
}

/** Ends one at once. */
export function useRevokeDevelopmentCredential(appId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => sendJson<DevelopmentCredentialRow>("POST", `/api/development-credentials/${id}/revoke`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["apps", appId, "development-credentials"] }),
  });
}
