import type { Role } from "@/lib/contract/outcome";

/** Roles in words. */
export const ROLE_TITLES: Readonly<Record<Role, string>> = {
  analyst: "Analyst",
  "policy-owner": "Policy owner",
  "secrets-admin": "Secrets admin",
  admin: "Admin",
};
