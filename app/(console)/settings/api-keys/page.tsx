import type { Metadata } from "next";
import { ApiKeys } from "@/components/settings/api-keys";
import { SettingsPage } from "@/components/settings/settings-page";

export const metadata: Metadata = { title: "API keys" };

export default function ApiKeysPage() {
  return (
    <SettingsPage>
      <ApiKeys />
    </SettingsPage>
  );
}
