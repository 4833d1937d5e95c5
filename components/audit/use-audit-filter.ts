"use client";
import { useAddress } from "../filter/use-address";
import type { AuditFilter } from "../queries/audit";

export const AUDIT_FIELDS = ["actor", "action", "entity"] as const;
export type AuditField = (typeof AUDIT_FIELDS)[number];

/** Narrows nothing. */
export const NO_AUDIT_FILTER: AuditFilter = { actor: "", action: "", entity: "", from: "", to: "" };

/** What the list is narrowed to. It lives in the URL, so that a view can be shared and gone back to. */
export function useAuditFilter(): [AuditFilter, (change: Partial<AuditFilter>) => void] {
  const [query, changeQuery] = useAddress();
  const parameters = new URLSearchParams(query);
  const read = (field: keyof AuditFilter) => parameters.get(field) ?? "";
  const filter = {
    actor: read("actor"),
    action: read("action"),
    entity: read("entity"),
    from: read("from"),
    to: read("to"),
  };
  const setFilter = (change: Partial<AuditFilter>) => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== "");
    changeQuery(() => new URLSearchParams(next).toString());
  };
  return [filter, setFilter];
}
