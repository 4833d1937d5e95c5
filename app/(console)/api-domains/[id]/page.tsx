import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ApiDomainPage } from "@/components/api-domains/api-domain-page";
import { idSchema } from "@/lib/contract/admin/common";

export const metadata: Metadata = { title: "API domain" };

export default async function Page({ params }: PageProps<"/api-domains/[id]">) {
  const id = idSchema.safeParse((await params).id);
  if (!id.success) notFound();
  return <ApiDomainPage id={id.data} />;
}
