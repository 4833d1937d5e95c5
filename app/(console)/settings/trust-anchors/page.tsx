import type { Metadata } from "next";
import { SettingsPage } from "@/components/settings/settings-page";
import { TrustAnchors } from "@/components/trust-anchors/trust-anchors";

export const metadata: Metadata = { title: "Trust anchors" };

export default function TrustAnchorsPage() {
  return (
    <SettingsPage>
      <TrustAnchors />
    </SettingsPage>
  );
}
