import { and, eq, gte, lt, type SQL } from "drizzle-orm";
import { auditEntries } from "../../../drizzle/schema";
import type { AuditEntry } from "../../contract/admin/audit";
import { iso } from "../iso";

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly entity?: string | undefined;
  /** ISO 8601; `to` is exclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The condition of a filter; nothing when it narrows nothing. */
export function auditCondition({ actor, action, entity, from, to }: AuditFilter): SQL | undefined {
  return and(
    actor === undefined ? undefined : eq(auditEntries.actor, actor),
    action === undefined ? undefined : eq(auditEntries.action, action),
    entity === undefined ? undefined : eq(auditEntries.entity, entity),
    from === undefined ? undefined : gte(auditEntries.at, new Date(from)),
    to === undefined ? undefined : lt(auditEntries.at, new Date(to)),
  );
}

export function publicEntry(row: typeof auditEntries.$inferSelect): AuditEntry {
  const { id, at, actor, action, entity, before, after, address, hash } = row;
  const shown = { id, at: iso(at), actor, action, entity, before, after, address, hash: hash.toString("hex") };
  return { ...shown, actorKind: parseActorKind(row.actorKind) };
}

function parseActorKind(text: string): AuditEntry["actorKind"] {
  if (text === "user" || text === "api-key" || text === "system") return text;
  throw new Error(`audit_entries holds the unknown actor kind ${text}`);
}
