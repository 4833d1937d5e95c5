import type { Metadata } from "next";
import { Rejections } from "@/components/rejections/rejections";

export const metadata: Metadata = { title: "Rejections" };

export default function RejectionsPage() {
  return <Rejections />;
}
