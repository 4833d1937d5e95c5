import type { Metadata } from "next";
import { PageHeader } from "@/components/frame/page-header";
import { ImportSecrets } from "@/components/secrets/import-secrets";

export const metadata: Metadata = { title: "Import secrets" };

export default function ImportSecretsPage() {
  return (
    <>
      <PageHeader title="Import" parent={{ title: "Secrets", href: "/secrets" }} />
      <main id="main">
        <ImportSecrets />
      </main>
    </>
  );
}
