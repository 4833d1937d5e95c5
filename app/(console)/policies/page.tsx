import type { Metadata } from "next";
import { PageHeader } from "@/components/frame/page-header";
import { PolicyList } from "@/components/policies/policy-list";

export const metadata: Metadata = { title: "Policies" };

export default function PoliciesPage() {
  return (
    <>
      <PageHeader title="Policies" />
      <main id="main">
        <PolicyList />
      </main>
    </>
  );
}
