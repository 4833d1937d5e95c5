import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./fetcher";

/** Only a malfunction of ours is worth another try; a 4xx answers the same twice. */
function worthRetrying(failures: number, error: Error): boolean {
  return failures < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500);
}

/** The cache of one browser tab. Live data is kept fresh by the stream, so queries don't refetch on focus. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, gcTime: 300_000, refetchOnWindowFocus: false, retry: worthRetrying },
    },
  });
}
