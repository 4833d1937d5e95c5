import type { Metadata } from "next";
import { ApiKeys } from "@/components/settings/api-keys";
import { SettingsPage } from "@/components/settings/settings-page";
import { permissionsOf } from "@/lib/auth/permissions";
import { ROLES } from "@/lib/contract/outcome";

export const metadata: Metadata = { title: "API keys" };

export default function ApiKeysPage() {
  const grants = ROLES.map((role) => ({ role, permissions: permissionsOf({ role, scopes: null }) }));
  return (
    <SettingsPage>
      <ApiKeys grants={grants} />
    </SettingsPage>
  );
}
