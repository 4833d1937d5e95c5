import type { Metadata } from "next";
import { InstancePage } from "@/components/instances/instance-page";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Instance ${decodeURIComponent((await params).id)}` };
}

export default async function InstanceRoute({ params }: Props) {
  return <InstancePage id={decodeURIComponent((await params).id)} />;
}
