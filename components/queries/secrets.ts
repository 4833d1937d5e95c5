import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type {
  ImportPlan,
  Secret,
  SecretAdoption,
  SecretAttention,
  SecretScope,
  Vault,
} from "@/lib/contract/admin/secrets";
import { getJson, sendJson } from "./fetcher";

/** How often a page that watches a rotation asks again. */
const WATCH_MS = 2000;

/** What secrets are sealed to, and whether its key provider answers. */
export const vaultQuery = queryOptions({
  queryKey: ["vault"],
  queryFn: ({ signal }) => getJson<Vault>("/api/vault", signal),
  refetchInterval: 5000,
});

/** Every runtime secret with its versions, never a value. */
export const secretsQuery = queryOptions({
  queryKey: ["secrets"],
  queryFn: async ({ signal }) => (await getJson<{ secrets: Secret[] }>("/api/secrets", signal)).secrets,
});

/** Secrets that need eyes within a day. */
export const secretAttentionQuery = queryOptions({
  queryKey: ["secrets", "attention"],
  queryFn: ({ signal }) => getJson<SecretAttention>("/api/secrets/attention", signal),
  refetchInterval: 30_000,
});

/** One secret; asked again and again, because versions change state by the clock. */
export function secretQuery(id: number) {
  return queryOptions({
    queryKey: ["secrets", id],
    queryFn: ({ signal }) => getJson<Secret>(`/api/secrets/${id}`, signal),
    refetchInterval: WATCH_MS,
  });
}

/** How the active fleet stands with one secret. */
export function adoptionQuery(id: number, test: boolean) {
  return queryOptions({
    queryKey: ["secrets", id, "adoption", test],
    queryFn: ({ signal }) => getJson<SecretAdoption>(`/api/secrets/${id}/adoption?test=${test}`, signal),
    refetchInterval: WATCH_MS,
    placeholderData: keepPreviousData,
  });
}

interface SealedBody {
  readonly sealed: string;
  readonly fingerprint: string;
}

export interface NewSecret extends SealedBody {
  readonly uid: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly scopes: readonly SecretScope[];
  readonly note: string;
  readonly activeFrom: string | null;
}

export function useCreateSecret() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (secret: NewSecret) => sendJson<Secret>("POST", "/api/secrets", secret),
    onSuccess: () => client.invalidateQueries({ queryKey: ["secrets"] }),
  });
}

interface Timing {
  readonly expectedVersion: number;
  readonly note: string;
  /** Null is now. */
  readonly activeFrom: string | null;
  readonly overlapSeconds: number;
}

interface Ending {
  readonly expectedEndsAt: string;
  readonly endsAt: string | null;
}

export type SecretChange =
  | { readonly act: "rotate"; readonly body: SealedBody & Timing }
  | { readonly act: "roll-back"; readonly version: number; readonly body: Timing }
  | { readonly act: "revoke"; readonly version: number; readonly body: { readonly reason: string } }
  | { readonly act: "overlap"; readonly version: number; readonly body: Ending };

/** Rotates, rolls back, revokes a version, or sets when one is retired. */
export function useSecretChange(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: SecretChange) => {
      const versions = `/api/secrets/${id}/versions`;
      const path = change.act === "rotate" ? versions : `${versions}/${change.version}/${change.act}`;
      return sendJson<Secret>("POST", path, change.body);
    },
    onSuccess: (secret) => {
      client.setQueryData(secretQuery(id).queryKey, secret);
      return client.invalidateQueries({ queryKey: ["secrets"] });
    },
  });
}

/** Changes whom a secret is for and where it may be sent. */
export function useUpdateSecret(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { revision: number; domains?: readonly string[]; scopes?: readonly SecretScope[] }) =>
      sendJson<Secret>("PATCH", `/api/secrets/${id}`, change),
    onSuccess: () => client.invalidateQueries({ queryKey: ["secrets"] }),
  });
}

export function useDeleteSecret(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => sendJson("DELETE", `/api/secrets/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["secrets"], exact: true }),
  });
}

export interface SecretImport {
  readonly dryRun: boolean;
  readonly domains: readonly string[];
  readonly scopes: readonly SecretScope[];
  readonly note: string;
  readonly overlapSeconds: number;
  readonly secrets: readonly { name: string; uid: string; fingerprint: string; bytes: number; sealed?: string }[];
}

/** Plans an import or does it; values are sealed before they come here. */
export function useImportSecrets() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: SecretImport) => sendJson<ImportPlan>("POST", "/api/secrets/import", request),
    onSuccess: (plan) => (plan.dryRun ? undefined : client.invalidateQueries({ queryKey: ["secrets"] })),
  });
}
