"use client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { AuditChain, AuditPage } from "@/lib/contract/admin/audit";
import { getJson } from "./fetcher";

/** What the list of audit entries is narrowed to; empty text narrows nothing. */
export interface AuditFilter {
  readonly actor: string;
  readonly action: string;
  readonly entity: string;
  /** ISO 8601 in UTC; `to` is exclusive. */
  readonly from: string;
  readonly to: string;
}

/** Where the entries of a filter are exported from. */
export function auditExportPath(filter: AuditFilter, format: "ndjson" | "csv"): string {
  return `/api/audit/export?${withFilter(new URLSearchParams({ format }), filter)}`;
}

function withFilter(query: URLSearchParams, filter: AuditFilter): URLSearchParams {
  for (const [name, value] of Object.entries(filter)) if (value !== "") query.set(name, value);
  return query;
}

/** Audit entries, newest first, a page at a time. */
export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = withFilter(new URLSearchParams({ limit: "50" }), filter);
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
