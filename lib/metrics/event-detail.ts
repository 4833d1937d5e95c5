import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { type EventDetail, eventDetailSchema } from "../contract/events";
import { ATTEMPT_KINDS, OVERRIDE_KIND_IDS, OVERRIDE_KINDS, parseArc } from "../contract/outcome";
import { decodeSignals } from "../contract/signals";
import { parseDecision } from "./decision";
import { EVENT_COLUMNS, EVENT_TABLES, eventRow, storedEvent } from "./event-row";
import { select } from "./select";
import { instant, millis } from "./sql-time";

/** Between the instant in an attempt's UUIDv7 and its `ts`, at most: both are taken while one request is answered. */
const SKEW_MS = 60_000;

const row = storedEvent.extend({
  sdk_version: z.string(),
  format: z.string(),
  signals: z.number(),
  override: z.number(),
  error_code: z.string().nullable(),
  address: z.string().nullable(),
  app_id: z.number().nullable(),
  policy_id: z.number().nullable(),
  policy_version: z.number().nullable(),
  policy_created: z.number().nullable(),
  decision: z.string(),
  enrolled_at: z.number().nullable(),
  enrolled_format: z.string().nullable(),
  security_level: z.string().nullable(),
  evidence: z.unknown(),
});

/** One attempt with its decision, by event id or ARC; null when there is none. */
export async function eventDetail(db: Database, idOrArc: string): Promise<EventDetail | null> {
  const condition = findBy(idOrArc);
  if (condition === null) return null;
  const [found] = await select(
    db,
    row,
    sql`SELECT ${EVENT_COLUMNS}, f.sdk_version, f.format, e.signals, e.override, e.error_code, host(e.address) AS address,
        f.app_id, p.id AS policy_id, p.version AS policy_version, ${millis(sql`p.created_at`)} AS policy_created, e.decision,
        ${millis(sql`i.enrolled_at`)} AS enrolled_at, i.format AS enrolled_format, i.security_level, i.evidence
      FROM ${EVENT_TABLES} LEFT JOIN policy_versions p ON p.id = e.policy_version_id
        LEFT JOIN instances i ON i.id = e.instance_id AND e.kind = ${ATTEMPT_KINDS.attestation}
      WHERE ${condition} ORDER BY e.ts DESC LIMIT 1`,
  );
  return found === undefined ? null : detailOf(found);
}

function detailOf(found: z.infer<typeof row>): EventDetail {
  const { policy_id: id, policy_version: version, policy_created: createdAt } = found;
  return {
    ...eventRow(found),
    sdkVersion: found.sdk_version,
    format: found.format,
    signals: decodeSignals(found.signals),
    override: OVERRIDE_KIND_IDS.find((kind) => OVERRIDE_KINDS[kind] === found.override) ?? "none",
    errorCode: found.error_code,
    address: found.address,
    appId: found.app_id,
    policy: id === null || version === null || createdAt === null ? null : { id, version, createdAt },
    enrolment: enrolmentOf(found),
    ...parseDecision(found.decision),
  };
}

/** Rows of earlier releases have no checks; a row that can't be read has none to show. */
const evidenceSchema = z.object({ checks: eventDetailSchema.shape.checks.catch([]) }).catch({ checks: [] });

function enrolmentOf(found: z.infer<typeof row>): EventDetail["enrolment"] {
  const { enrolled_at: at, enrolled_format: format, security_level: securityLevel } = found;
  if (at === null || format === null || securityLevel === null) return null;
  return { at, format, securityLevel, checks: evidenceSchema.parse(found.evidence).checks };
}

/** Only the partition of the day is read when the id says when the attempt was; the ARC has an index of its own. */
function findBy(idOrArc: string): SQL | null {
  if (z.uuid({ version: "v7" }).safeParse(idOrArc).success) {
    const at = Number.parseInt(idOrArc.replaceAll("-", "").slice(0, 12), 16);
    return sql`e.id = ${idOrArc}::uuid AND e.ts >= ${instant(at - SKEW_MS)} AND e.ts <= ${instant(at + SKEW_MS)}`;
  }
  const arc = parseArc(idOrArc);
  return arc === null ? null : sql`e.arc = ${arc}`;
}
