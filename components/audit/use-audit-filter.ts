"use client";
import { usePathname, useSearchParams } from "next/navigation";
import type { AuditFilter } from "../queries/audit";

export const AUDIT_FIELDS = ["actor", "action", "entity"] as const;
export type AuditField = (typeof AUDIT_FIELDS)[number];

/** Narrows nothing. */
export const NO_AUDIT_FILTER: AuditFilter = { actor: "", action: "", entity: "", from: "", to: "" };

/** What the list is narrowed to. It lives in the URL, so that a view can be shared and gone back to. */
export function useAuditFilter(): [AuditFilter, (change: Partial<AuditFilter>) => void] {
  const parameters = useSearchParams();
  const path = usePathname();
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
    const query = new URLSearchParams(next).toString();
    window.history.pushState(null, "", query === "" ? path : `${path}?${query}`);
  };
  return [filter, setFilter];
}
