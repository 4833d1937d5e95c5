import { and, asc, gt } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { auditEntries } from "../../../drizzle/schema";
import { type ExportedAuditEntry, exportAuditQuery } from "../../contract/admin/audit";
import { csvLine } from "../../contract/csv";
import { defineEndpoint } from "../endpoint";
import { textStream } from "../text-stream";
import { type AuditFilter, auditCondition, publicEntry } from "./public-entry";

const PAGE = 500;

const FORMATS = {
  ndjson: {
    type: "application/x-ndjson; charset=utf-8",
    head: "",
    line: (entry: ExportedAuditEntry) => `${JSON.stringify(entry)}\n`,
  },
  csv: {
    type: "text/csv; charset=utf-8",
    head: csvLine([
      "id",
      "at",
      "actorKind",
      "actor",
      "action",
      "entity",
      "address",
      "before",
      "after",
      "previousHash",
      "hash",
    ]),
    line: csvOf,
  },
} as const;

export const exportAudit = defineEndpoint({
  method: "GET",
  path: "/api/audit/export",
  summary: "Audit entries, oldest first, as newline-delimited JSON or CSV",
  permission: "read",
  query: exportAuditQuery,
  response: { mediaType: "application/x-ndjson" },
  run: async ({ db, now, query: { format, ...filter } }) =>
    textStream(lines(db, filter, FORMATS[format]), {
      "content-type": FORMATS[format].type,
      "content-disposition": `attachment; filename="attestry-audit-${now.toISOString().slice(0, 10)}.${format}"`,
    }),
});

async function* lines(
  db: Database,
  filter: AuditFilter,
  { head, line }: { head: string; line: (entry: ExportedAuditEntry) => string },
): AsyncGenerator<string, void> {
  if (head !== "") yield head;
  let lastId = 0;
  for (;;) {
    const rows = await db
      .select()
      .from(auditEntries)
      .where(and(gt(auditEntries.id, lastId), auditCondition(filter)))
      .orderBy(asc(auditEntries.id))
      .limit(PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    lastId = last.id;
    yield rows.map((row) => line({ ...publicEntry(row), previousHash: row.previousHash.toString("hex") })).join("");
  }
}

function csvOf({
  id,
  at,
  actorKind,
  actor,
  action,
  entity,
  address,
  before,
  after,
  previousHash,
  hash,
}: ExportedAuditEntry) {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return csvLine([id, at, actorKind, actor, action, entity, address, json(before), json(after), previousHash, hash]);
}
