"use client";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Policies, PolicyVersion } from "@/lib/contract/admin/policies";
import type { AppraisalPolicy } from "@/lib/contract/policy";
import { getJson, sendJson } from "./fetcher";

/** The policy versions of one app, newest first, a page at a time, and which one is in force. */
export function policiesQuery(appId: number) {
  return infiniteQueryOptions({
    queryKey: ["apps", appId, "policies"],
    queryFn: ({ pageParam, signal }) =>
      getJson<Policies>(
        `/api/apps/${appId}/policies?limit=50${pageParam === null ? "" : `&before=${pageParam}`}`,
        signal,
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** One version; it never changes but for its activations. */
export function policyVersionQuery(appId: number, version: number) {
  return queryOptions({
    queryKey: ["apps", appId, "policies", version],
    queryFn: ({ signal }) => getJson<PolicyVersion>(`/api/apps/${appId}/policies/${version}`, signal),
  });
}

export interface NewPolicyVersion {
  readonly baseVersion: number;
  readonly policy: AppraisalPolicy;
  readonly reason: string;
}

/** Writes a new version; it judges nothing until it is activated. */
export function useCreatePolicyVersion(appId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: NewPolicyVersion) => sendJson<PolicyVersion>("POST", `/api/apps/${appId}/policies`, draft),
    // After a conflict too: what somebody else wrote meanwhile is what the author has to look at.
    onSettled: () => client.invalidateQueries({ queryKey: ["apps", appId, "policies"] }),
  });
}

/** Puts a version in force; `replaces` is the one believed to be in force. */
export function useActivatePolicy(appId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      version,
      ...body
    }: {
      version: number;
      replaces: number | null;
      reason: string;
      confirm?: string;
    }) => sendJson<PolicyVersion>("POST", `/api/apps/${appId}/policies/${version}/activate`, body),
    onSettled: () => {
      // It is committed: nobody waits for what is read again to see that.
      void client.invalidateQueries({ queryKey: ["policy-preview", appId] });
      void client.invalidateQueries({ queryKey: ["apps"] });
    },
  });
}
