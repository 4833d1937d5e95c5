import { queryOptions } from "@tanstack/react-query";
import type { Expiring } from "@/lib/contract/admin/expiring";
import { getJson } from "./fetcher";

/** What ends by itself within two weeks. */
export const expiringQuery = queryOptions({
  queryKey: ["expiring"],
  queryFn: ({ signal }) => getJson<Expiring>("/api/expiring", signal),
  refetchInterval: 60_000,
});
