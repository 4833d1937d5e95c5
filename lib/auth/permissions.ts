import type { Role } from "../contract/outcome";
import { PERMISSIONS, type Permission } from "../contract/permissions";

/** The role matrix: each role reads, and writes what its job needs. */
const GRANTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  analyst: new Set(["read", "events:export"]),
  "policy-owner": new Set(["read", "events:export", "policies:write", "overrides:write", "test-traffic:write"]),
  "secrets-admin": new Set(["read", "events:export", "secrets:write", "api-domains:write", "proxy:write"]),
  admin: new Set(PERMISSIONS),
};

/** A role, and the scopes that narrow it for an API key; null scopes narrow nothing. */
export interface Authority {
  readonly role: Role;
  readonly scopes: readonly Permission[] | null;
}

/** Whether somebody holds a permission: the role grants it, and no scopes leave it out. */
export function can({ role, scopes }: Authority, permission: Permission): boolean {
  return GRANTS[role].has(permission) && (scopes === null || scopes.includes(permission));
}

/** Everything somebody may do, in the order of {@link PERMISSIONS}. */
export function permissionsOf(authority: Authority): Permission[] {
  return PERMISSIONS.filter((permission) => can(authority, permission));
}
