import type { Metadata } from "next";
import { NewApiDomain } from "@/components/api-domains/new-api-domain";
import { PageHeader } from "@/components/frame/page-header";
import { idSchema } from "@/lib/contract/admin/common";

export const metadata: Metadata = { title: "Protect an API" };

export default async function NewApiDomainPage({ searchParams }: PageProps<"/api-domains/new">) {
  const app = idSchema.safeParse((await searchParams).app);
  return (
    <>
      <PageHeader title="Protect an API" parent={{ title: "Apps", href: "/apps" }} />
      <main id="main">
        <NewApiDomain appId={app.success ? app.data : null} />
      </main>
    </>
  );
}
