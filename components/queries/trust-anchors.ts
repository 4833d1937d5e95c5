import { queryOptions } from "@tanstack/react-query";
import type { TrustState } from "@/lib/contract/admin/trust";
import { getJson } from "./fetcher";

/** By what platform evidence is judged; asked again every half minute, since the list ages. */
export const trustAnchorsQuery = queryOptions({
  queryKey: ["trust-anchors"],
  queryFn: ({ signal }) => getJson<TrustState>("/api/trust-anchors", signal),
  refetchInterval: 30_000,
});
