import { queryOptions } from "@tanstack/react-query";
import type { SearchResult } from "@/lib/contract/events";
import { getJson } from "./fetcher";

/** What matches `text`; asks the server from two characters on. */
export function searchQuery(text: string) {
  return queryOptions({
    queryKey: ["search", text],
    queryFn: ({ signal }) => getJson<SearchResult>(`/api/search?q=${encodeURIComponent(text)}`, signal),
    enabled: text.length >= 2,
  });
}
