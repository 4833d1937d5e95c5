import type { Metadata } from "next";
import { AuditList } from "@/components/audit/audit-list";
import { PageHeader } from "@/components/frame/page-header";

export const metadata: Metadata = { title: "Audit" };

export default function AuditPage() {
  return (
    <>
      <PageHeader title="Audit" />
      <main id="main">
        <AuditList />
      </main>
    </>
  );
}
