import type { Metadata } from "next";
import { About } from "@/components/settings/about";
import { SettingsPage } from "@/components/settings/settings-page";

export const metadata: Metadata = { title: "About" };

export default function AboutPage() {
  return (
    <SettingsPage>
      <About />
    </SettingsPage>
  );
}
