import type { Metadata } from "next";
import { AppList } from "@/components/apps/app-list";
import { PageHeader } from "@/components/frame/page-header";

export const metadata: Metadata = { title: "Apps" };

export default function AppsPage() {
  return (
    <>
      <PageHeader title="Apps" testTraffic />
      <main id="main">
        <AppList />
      </main>
    </>
  );
}
