"use client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { AuditChain, AuditPage } from "@/lib/contract/admin/audit";
import { getJson } from "./fetcher";

/** What the list of audit entries is narrowed to; empty text narrows nothing. */
export interface AuditFilter {
  readonly actor: string;
  readonly action: string;
  readonly entity: string;
}

/** Audit entries, newest first, a page at a time. */
export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: "50" });
      for (const [name, value] of Object.entries(filter)) if (value !== "") query.set(name, value);
      if (pageParam !== null) query.set("before", String(pageParam));
      return getJson<AuditPage>(`/api/audit?${query}`, signal);
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
}

/** Whether the chain of hashes over all entries holds; read afresh each time. */
export const auditChainQuery = queryOptions({
  queryKey: ["audit-chain"],
  queryFn: ({ signal }) => getJson<AuditChain>("/api/audit/verify", signal),
  staleTime: 0,
});
