import { queryOptions } from "@tanstack/react-query";
import type { InstanceStateAnswer } from "@/lib/contract/admin/instance-state";
import { getJson } from "./fetcher";

/** One installation as it attested last; by its id, the did of its tokens, or `latest` of an app. */
export function instanceStateQuery(instanceId: string, appId: number) {
  return queryOptions({
    queryKey: ["instance-state", instanceId, appId],
    queryFn: ({ signal }) =>
      getJson<InstanceStateAnswer>(`/api/instances/${encodeURIComponent(instanceId)}/state?app=${appId}`, signal),
    // It decides what a dialog asks for: never what was true when it was asked before.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
