import { and, desc, eq, gte, lt } from "drizzle-orm";
import { auditEntries } from "../../../drizzle/schema";
import { type AuditEntry, auditPageSchema, listAuditQuery } from "../../contract/admin/audit";
import { defineEndpoint } from "../endpoint";
import { iso } from "../iso";

export const listAudit = defineEndpoint({
  method: "GET",
  path: "/api/audit",
  summary: "Who did what, when and from where, newest first",
  permission: "read",
  query: listAuditQuery,
  response: auditPageSchema,
  run: async ({ db, query: { limit, before, actor, action, entity, from, to } }) => {
    const rows = await db
      .select()
      .from(auditEntries)
      .where(
        and(
          before === undefined ? undefined : lt(auditEntries.id, before),
          actor === undefined ? undefined : eq(auditEntries.actor, actor),
          action === undefined ? undefined : eq(auditEntries.action, action),
          entity === undefined ? undefined : eq(auditEntries.entity, entity),
          from === undefined ? undefined : gte(auditEntries.at, new Date(from)),
          to === undefined ? undefined : lt(auditEntries.at, new Date(to)),
        ),
      )
      .orderBy(desc(auditEntries.id))
      .limit(limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { entries: rows.map(publicEntry), nextCursor: last?.id ?? null };
  },
});

function publicEntry(row: typeof auditEntries.$inferSelect): AuditEntry {
  const { id, at, actor, action, entity, before, after, address, hash } = row;
  const shown = { id, at: iso(at), actor, action, entity, before, after, address, hash: hash.toString("hex") };
  return { ...shown, actorKind: parseActorKind(row.actorKind) };
}

function parseActorKind(text: string): AuditEntry["actorKind"] {
  if (text === "user" || text === "api-key" || text === "system") return text;
  throw new Error(`audit_entries holds the unknown actor kind ${text}`);
}
