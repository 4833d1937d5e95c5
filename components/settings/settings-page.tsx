import type { ReactNode } from "react";
import { PageHeader } from "../frame/page-header";
import { SettingsNavigation } from "./settings-navigation";

/** The frame of every settings page: its own row of pages under the title. */
export function SettingsPage({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsNavigation />
      <main id="main">{children}</main>
    </>
  );
}
