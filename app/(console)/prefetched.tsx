import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createQueryClient } from "@/components/queries/client";
import { pulseQuery } from "@/components/queries/pulse";
import { trendBeforeQuery, trendQuery } from "@/components/queries/trend";
import type { Services } from "@/lib/admin/answer";
import { consoleServices } from "@/lib/admin/route";
import { currentPerson } from "@/lib/auth/current";
import { type Filter, filterFromQuery } from "@/lib/contract/filter";
import { pulse } from "@/lib/metrics/pulse";
import { trend } from "@/lib/metrics/trend";

export type PageQuery = Promise<Record<string, string | string[] | undefined>>;

/** Fills a page's cache with what its first paint shows. */
export type Prefetch = (client: QueryClient, db: Services["db"], filter: Filter, now: Date) => Promise<unknown>;

/** The page with the numbers of its first paint already in it; what can't be read here, the page reads again itself. */
export async function Prefetched({
  query,
  also,
  children,
}: {
  query: PageQuery;
  /** What the page shows besides the trend and the pulse. */
  also?: Prefetch;
  children: ReactNode;
}) {
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
    also?.(client, db, filter, now),
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
