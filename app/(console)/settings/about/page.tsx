import type { Metadata } from "next";
import { About } from "@/components/settings/about";
import { SettingsPage } from "@/components/settings/settings-page";
import { config } from "@/lib/config";
import { VERSION } from "@/lib/version";

export const metadata: Metadata = { title: "About" };

/** Settings of the running process, never of the build. */
export const dynamic = "force-dynamic";

export default function AboutPage() {
  const { consoleUrl, retentionDays } = config();
  return (
    <SettingsPage>
      <About version={VERSION} consoleUrl={consoleUrl} retentionDays={retentionDays} />
    </SettingsPage>
  );
}
