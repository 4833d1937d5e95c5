import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PolicyPage } from "@/components/policies/policy-page";
import { idSchema } from "@/lib/contract/admin/common";

export const metadata: Metadata = { title: "Policy" };

export default async function Page({ params }: PageProps<"/policies/[id]">) {
  const id = idSchema.safeParse((await params).id);
  if (!id.success) notFound();
  return <PolicyPage id={id.data} />;
}
