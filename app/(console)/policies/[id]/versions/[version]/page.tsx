import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { VersionPage } from "@/components/policies/version-page";
import { policyVersionParams } from "@/lib/contract/admin/policies";

export const metadata: Metadata = { title: "Policy version" };

export default async function Page({ params }: PageProps<"/policies/[id]/versions/[version]">) {
  const named = policyVersionParams.safeParse(await params);
  if (!named.success) notFound();
  return <VersionPage {...named.data} />;
}
