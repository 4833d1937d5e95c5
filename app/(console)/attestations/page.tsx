import type { Metadata } from "next";
import { Attestations } from "@/components/attestations/attestations";

export const metadata: Metadata = { title: "Attestations" };

export default function AttestationsPage() {
  return <Attestations />;
}
