import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { AlertsPage } from "@/components/alerts/alerts-page";
import { alertRulesQuery } from "@/components/queries/alerts";
import { createQueryClient } from "@/components/queries/client";
import { selectRules } from "@/lib/admin/alert-rules/public-rule";
import { consoleServices } from "@/lib/admin/route";
import { currentPerson } from "@/lib/auth/current";

export const metadata: Metadata = { title: "Alerts" };

export default async function Page() {
  // The layout sends strangers away, but Next does not wait for it before it asks the page.
  if ((await currentPerson()) === null) return null;
  const { db } = consoleServices();
  const client = createQueryClient();
  await client.prefetchQuery({ ...alertRulesQuery, queryFn: () => selectRules(db), retry: false });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <AlertsPage />
    </HydrationBoundary>
  );
}
