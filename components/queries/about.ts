"use client";
import { queryOptions } from "@tanstack/react-query";
import type { About } from "@/lib/contract/admin/about";
import { getJson } from "./fetcher";

/** What runs here. */
export const aboutQuery = queryOptions({
  queryKey: ["about"],
  queryFn: ({ signal }) => getJson<About>("/api/about", signal),
});
