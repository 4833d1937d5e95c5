import { and, desc, lt } from "drizzle-orm";
import { auditEntries } from "../../../drizzle/schema";
import { auditPageSchema, listAuditQuery } from "../../contract/admin/audit";
import { defineEndpoint } from "../endpoint";
import { auditCondition, publicEntry } from "./public-entry";

export const listAudit = defineEndpoint({
  method: "GET",
  path: "/api/audit",
  summary: "Who did what, when and from where, newest first",
  permission: "read",
  query: listAuditQuery,
  response: auditPageSchema,
  run: async ({ db, query: { limit, before, ...filter } }) => {
    const rows = await db
      .select()
      .from(auditEntries)
      .where(and(before === undefined ? undefined : lt(auditEntries.id, before), auditCondition(filter)))
      .orderBy(desc(auditEntries.id))
      .limit(limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { entries: rows.map(publicEntry), nextCursor: last?.id ?? null };
  },
});
