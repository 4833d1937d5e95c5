import { queryOptions } from "@tanstack/react-query";
import type { Override } from "@/lib/contract/admin/overrides";
import { getJson } from "./fetcher";

/** The decisions about one instance, newest first, ended ones too. */
export function instanceOverridesQuery(instanceId: string) {
  return queryOptions({
    queryKey: ["overrides", instanceId],
    queryFn: async ({ signal }) => {
      const path = `/api/overrides?instanceId=${encodeURIComponent(instanceId)}`;
      return (await getJson<{ overrides: Override[] }>(path, signal)).overrides;
    },
  });
}
