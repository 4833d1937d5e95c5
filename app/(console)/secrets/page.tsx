import type { Metadata } from "next";
import { PageHeader } from "@/components/frame/page-header";
import { SecretList } from "@/components/secrets/secret-list";

export const metadata: Metadata = { title: "Secrets" };

export default function SecretsPage() {
  return (
    <>
      <PageHeader title="Secrets" />
      <main id="main">
        <SecretList />
      </main>
    </>
  );
}
