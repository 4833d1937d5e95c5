import type { Metadata } from "next";
import { Rejections } from "@/components/rejections/rejections";
import { type PageQuery, Prefetched } from "../prefetched";

export const metadata: Metadata = { title: "Rejections" };

export default function RejectionsPage({ searchParams }: { searchParams: PageQuery }) {
  return (
    <Prefetched query={searchParams}>
      <Rejections />
    </Prefetched>
  );
}
