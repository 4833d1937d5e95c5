import type { Metadata } from "next";
import { People } from "@/components/settings/people";
import { SettingsPage } from "@/components/settings/settings-page";

export const metadata: Metadata = { title: "People" };

export default function PeoplePage() {
  return (
    <SettingsPage>
      <People />
    </SettingsPage>
  );
}
