import type { Metadata } from "next";
import { Overview } from "@/components/overview/overview";
import { prefetchOverview } from "./prefetch-overview";
import { type PageQuery, Prefetched } from "./prefetched";

export const metadata: Metadata = { title: "Overview" };

export default function OverviewPage({ searchParams }: { searchParams: PageQuery }) {
  return (
    <Prefetched query={searchParams} also={prefetchOverview}>
      <Overview />
    </Prefetched>
  );
}
