import type { Metadata } from "next";
import { Decision } from "@/components/decision/decision";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Attestation ${decodeURIComponent((await params).id)}` };
}

export default async function AttestationPage({ params }: Props) {
  return <Decision id={decodeURIComponent((await params).id)} />;
}
