import { ROLES, type Role } from "@/lib/contract/outcome";

/** What each role is called, and what it may change; every role reads everything. */
export const ROLE_WORDS: Readonly<Record<Role, { readonly title: string; readonly may: string }>> = {
  analyst: { title: "Analyst", may: "changes nothing" },
  "policy-owner": { title: "Policy owner", may: "changes policies, overrides and test traffic" },
  "secrets-admin": { title: "Secrets admin", may: "changes API domains, their keys, and secrets" },
  admin: { title: "Admin", may: "changes everything, people included" },
};

export const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: ROLE_WORDS[value].title }));

/** The role that a form's value names; the weakest for anything else. */
export function roleOf(value: string): Role {
  return ROLES.find((role) => role === value) ?? "analyst";
}
