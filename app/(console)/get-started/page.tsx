import type { Metadata } from "next";
import { PageHeader } from "@/components/frame/page-header";
import { Checklist } from "@/components/get-started/checklist";
import { ListeningStatus } from "@/components/get-started/listening-status";

export const metadata: Metadata = { title: "Get started" };

export default function GetStartedPage() {
  return (
    <>
      <PageHeader title="Get started" status={<ListeningStatus />} />
      <main id="main">
        <Checklist />
      </main>
    </>
  );
}
