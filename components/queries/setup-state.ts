import { queryOptions } from "@tanstack/react-query";
import type { SetupState } from "@/lib/contract/admin/setup";
import { getJson } from "./fetcher";

/** How far a new installation has come. */
export const setupStateQuery = queryOptions({
  queryKey: ["setup-state"],
  queryFn: ({ signal }) => getJson<SetupState>("/api/setup-state", signal),
});
