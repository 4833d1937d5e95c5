import type { Metadata } from "next";
import { RetentionSettings } from "@/components/settings/retention";
import { SettingsPage } from "@/components/settings/settings-page";

export const metadata: Metadata = { title: "History" };

export default function HistoryPage() {
  return (
    <SettingsPage>
      <RetentionSettings />
    </SettingsPage>
  );
}
