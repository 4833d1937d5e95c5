import type { Metadata } from "next";
import { NewRule } from "@/components/alerts/new-rule";

export const metadata: Metadata = { title: "New alert rule" };

export default function Page() {
  return <NewRule />;
}
