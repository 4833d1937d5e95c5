import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AppPage } from "@/components/apps/app-page";
import { idSchema } from "@/lib/contract/admin/common";

export const metadata: Metadata = { title: "App" };

export default async function Page({ params }: PageProps<"/apps/[id]">) {
  const id = idSchema.safeParse((await params).id);
  if (!id.success) notFound();
  return <AppPage id={id.data} />;
}
