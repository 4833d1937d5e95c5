import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SecretPage } from "@/components/secrets/secret-page";
import { idSchema } from "@/lib/contract/admin/common";

export const metadata: Metadata = { title: "Secret" };

export default async function Page({ params }: PageProps<"/secrets/[id]">) {
  const id = idSchema.safeParse((await params).id);
  if (!id.success) notFound();
  return <SecretPage id={id.data} />;
}
