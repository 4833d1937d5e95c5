import type { Metadata } from "next";
import { ChangePassword } from "@/components/settings/change-password";
import { Sessions } from "@/components/settings/sessions";
import { SettingsPage } from "@/components/settings/settings-page";

export const metadata: Metadata = { title: "Settings" };

export default function YouPage() {
  return (
    <SettingsPage>
      <div className="grid-page">
        <Sessions />
        <ChangePassword />
      </div>
    </SettingsPage>
  );
}
