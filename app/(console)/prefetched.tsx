import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createQueryClient } from "@/components/queries/client";
import { pulseQuery } from "@/components/queries/pulse";
import { trendBeforeQuery, trendQuery } from "@/components/queries/trend";
import { consoleServices } from "@/lib/admin/route";
import { currentPerson } from "@/lib/auth/current";
import { filterFromQuery } from "@/lib/contract/filter";
import { pulse } from "@/lib/metrics/pulse";
import { trend } from "@/lib/metrics/trend";

export type PageQuery = Promise<Record<string, string | string[] | undefined>>;

/** The page with the numbers of its first paint already in it; what can't be read here, the page reads again itself. */
export async function Prefetched({ query, children }: { query: PageQuery; children: ReactNode }) {
  // The layout sends strangers away, but Next does not wait for it before it asks the page.
  if ((await currentPerson()) === null) return children;
  const filter = filterFromQuery(searchParams(await query));
  const { db, clock } = consoleServices();
  const now = clock();
  const client = createQueryClient();
  await Promise.all([
    client.prefetchQuery({ ...trendQuery(filter), queryFn: () => trend(db, filter, now), retry: false }),
    client.prefetchQuery({ ...trendBeforeQuery(filter), queryFn: () => trend(db, filter, now, "week"), retry: false }),
    client.prefetchQuery({ ...pulseQuery(filter), queryFn: () => pulse(db, filter, now), retry: false }),
  ]);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}

function searchParams(query: Awaited<PageQuery>): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) if (one !== "") parameters.append(name, one);
  }
  return parameters;
}
