import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { ComparePage } from "@/components/policies/compare-page";
import { idSchema } from "@/lib/contract/admin/common";

export const metadata: Metadata = { title: "Compare policy versions" };

const versions = z.object({ from: idSchema, to: idSchema });

export default async function Page({ params, searchParams }: PageProps<"/policies/[id]/compare">) {
  const id = idSchema.safeParse((await params).id);
  const compared = versions.safeParse(await searchParams);
  if (!id.success || !compared.success) notFound();
  return <ComparePage id={id.data} {...compared.data} />;
}
