"use client";
import type { ROLES } from "@/lib/contract/outcome";
import type { Permission } from "@/lib/contract/permissions";
import { useMay, useMe } from "./me";
import { ROLE_WORDS } from "./roles";

/** Which roles besides admin hold a permission, in words; the API's own matrix decides. */
const HOLDERS: Partial<Record<Permission, readonly (typeof ROLES)[number][]>> = {
  "policies:write": ["policy-owner"],
  "test-traffic:write": ["policy-owner"],
  "overrides:write": ["policy-owner"],
  "api-domains:write": ["secrets-admin"],
  "secrets:write": ["secrets-admin"],
};

/** Says in place of a control why it is not there; nothing for those who may. */
export function NeedsRole({ permission, to }: { permission: Permission; to: string }) {
  const { role } = useMe();
  if (useMay(permission)) return null;
  const holders = [...(HOLDERS[permission] ?? []), "admin" as const].map((name) =>
    ROLE_WORDS[name].title.toLowerCase(),
  );
  return (
    <p className="text-ink3">
      To {to} takes the role {holders.join(" or ")}; yours is {ROLE_WORDS[role].title.toLowerCase()}.
    </p>
  );
}
