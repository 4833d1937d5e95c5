import { queryOptions } from "@tanstack/react-query";
import type { SetupState } from "@/lib/contract/admin/setup";
import { getJson } from "./fetcher";

const LISTENING_MS = 1000;
const WATCHING_MS = 5000;

/** How far a new installation has come; asked every second while the first attestation is awaited. */
export const setupStateQuery = queryOptions({
  queryKey: ["setup-state"],
  queryFn: ({ signal }) => getJson<SetupState>("/api/setup-state", signal),
  staleTime: 0,
  refetchInterval: ({ state }) => {
    if (state.data?.app.done === true && !state.data.attestation.done) return LISTENING_MS;
    return WATCHING_MS;
  },
});
