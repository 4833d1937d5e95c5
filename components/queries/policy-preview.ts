"use client";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { PolicyPreview, PreviewRequest } from "@/lib/contract/admin/policy-preview";
import { sendJson } from "./fetcher";

/** What a draft or a version would change; the last answer stays on screen while the next is made. */
export function policyPreviewQuery(appId: number, request: PreviewRequest) {
  return queryOptions({
    queryKey: ["policy-preview", appId, request],
    queryFn: () => sendJson<PolicyPreview>("POST", `/api/apps/${appId}/policies/preview`, request),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}
