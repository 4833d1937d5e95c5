import type { Metadata } from "next";
import { Instances } from "@/components/instances/instances";

export const metadata: Metadata = { title: "Instances" };

export default function InstancesPage() {
  return <Instances />;
}
