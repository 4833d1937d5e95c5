import type { Role } from "../contract/outcome";
import { PERMISSIONS, type Permission } from "../contract/permissions";

/** The role matrix: each role reads, and writes what its job needs. */
const GRANTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  analyst: new Set(["read"]),
  "policy-owner": new Set(["read", "policies:write", "overrides:write", "test-traffic:write"]),
  "secrets-admin": new Set(["read", "secrets:write", "api-domains:write", "proxy:write"]),
  admin: new Set(PERMISSIONS),
};

/** Whether a role holds a permission. */
export function can(role: Role, permission: Permission): boolean {
  return GRANTS[role].has(permission);
}

/** Everything a role may do, in the order of {@link PERMISSIONS}. */
export function permissionsOf(role: Role): Permission[] {
  return PERMISSIONS.filter((permission) => can(role, permission));
}
