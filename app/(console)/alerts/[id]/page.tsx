import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RulePage } from "@/components/alerts/rule-page";
import { idSchema } from "@/lib/contract/admin/common";

export const metadata: Metadata = { title: "Alert rule" };

export default async function Page({ params }: PageProps<"/alerts/[id]">) {
  const id = idSchema.safeParse((await params).id);
  if (!id.success) notFound();
  return <RulePage id={id.data} />;
}
