import type { Metadata } from "next";
import { PageHeader } from "@/components/frame/page-header";
import { NewSecret } from "@/components/secrets/new-secret";

export const metadata: Metadata = { title: "Add a secret" };

export default function NewSecretPage() {
  return (
    <>
      <PageHeader title="Add a secret" parent={{ title: "Secrets", href: "/secrets" }} />
      <main id="main">
        <NewSecret />
      </main>
    </>
  );
}
