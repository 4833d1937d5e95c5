import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { InstanceDetail, InstanceRun } from "../contract/instances";
import { ATTEMPT_KINDS, OUTCOMES } from "../contract/outcome";
import { decodeSignals } from "../contract/signals";
import { firstInFront } from "./event-row";
import { select } from "./select";
import { millis } from "./sql-time";

const RUNS_MAX = 100;

const enrolmentRow = z.object({
  at: z.number(),
  appId: z.number(),
  app: z.string(),
  format: z.string(),
  securityLevel: z.string(),
  model: z.string(),
  test: z.boolean(),
});

/** One installation: its enrolment, and what it has been since, run by run. Null for an id that nothing is known of. */
export async function instanceDetail(db: Database, id: string): Promise<Omit<InstanceDetail, "secrets"> | null> {
  const [[enrolment], [totals], runs] = await Promise.all([
    select(
      db,
      enrolmentRow,
      sql`SELECT ${millis(sql`i.enrolled_at`)} AS at, i.app_id AS "appId", a.name AS app, i.format,
          i.security_level AS "securityLevel", i.model, i.test
        FROM instances i JOIN apps a ON a.id = i.app_id WHERE i.id = ${id}::uuid`,
    ),
    select(
      db,
      z.object({ all: z.number(), refused: z.number(), first: z.number().nullable(), last: z.number().nullable() }),
      sql`SELECT count(*)::float8 AS all, count(*) FILTER (WHERE outcome = ${OUTCOMES.fail})::float8 AS refused,
          ${millis(sql`min(ts)`)} AS first, ${millis(sql`max(ts)`)} AS last
        FROM attestation_events WHERE instance_id = ${id}::uuid AND kind = ${ATTEMPT_KINDS.attestation}`,
    ),
    instanceRuns(db, id),
  ]);
  if (enrolment === undefined && (totals === undefined || totals.all === 0)) return null;
  return {
    instanceId: id,
    enrolment: enrolment ?? null,
    attestations: totals?.all ?? 0,
    refused: totals?.refused ?? 0,
    firstAt: totals?.first ?? null,
    lastAt: totals?.last ?? null,
    runs,
  };
}

const runRow = z.object({
  since: z.number(),
  until: z.number(),
  n: z.number(),
  outcome: z.number(),
  reasons: z.number(),
  first_reason: z.number(),
  id: z.string(),
  arc: z.string(),
  app: z.string().nullable(),
  app_version: z.string(),
  sdk_version: z.string(),
  platform: z.string(),
  os_version: z.string(),
  model: z.string(),
  country: z.string(),
  test: z.boolean(),
});

/** Attestations in a row that were alike, newest first: wherever environment, outcome or reasons changed, a run starts. */
async function instanceRuns(db: Database, id: string): Promise<InstanceRun[]> {
  const rows = await select(
    db,
    runRow,
    sql`WITH own AS (
        SELECT ts, id, arc, facet_id, outcome, reasons, first_reason,
          (facet_id, outcome, reasons) IS DISTINCT FROM
            (lag(facet_id) OVER past, lag(outcome) OVER past, lag(reasons) OVER past) AS changed
        FROM attestation_events WHERE instance_id = ${id}::uuid AND kind = ${ATTEMPT_KINDS.attestation}
        WINDOW past AS (ORDER BY ts, id)
      ), numbered AS (
        SELECT *, count(*) FILTER (WHERE changed) OVER (ORDER BY ts, id) AS run FROM own
      ), runs AS (
        SELECT run, min(ts) AS since, max(ts) AS until, count(*)::float8 AS n, min(facet_id) AS facet_id,
          min(outcome) AS outcome, min(reasons) AS reasons, min(first_reason) AS first_reason,
          (array_agg(id ORDER BY ts DESC, id DESC))[1] AS id, (array_agg(arc ORDER BY ts DESC, id DESC))[1] AS arc
        FROM numbered GROUP BY run ORDER BY run DESC LIMIT ${RUNS_MAX}
      )
      SELECT ${millis(sql`since`)} AS since, ${millis(sql`until`)} AS until, n, outcome, reasons, first_reason, r.id, arc,
        a.name AS app, f.app_version, f.sdk_version, f.platform, f.os_version, f.model, f.country, f.test
      FROM runs r JOIN facets f ON f.id = r.facet_id LEFT JOIN apps a ON a.id = f.app_id ORDER BY run DESC`,
  );
  return rows.map((run) => ({
    from: run.since,
    to: run.until,
    attestations: run.n,
    outcome: run.outcome === OUTCOMES.pass ? "pass" : "fail",
    reasons: firstInFront(decodeSignals(run.reasons), run.first_reason),
    eventId: run.id,
    arc: run.arc,
    app: run.app,
    appVersion: run.app_version,
    sdkVersion: run.sdk_version,
    platform: run.platform,
    osVersion: run.os_version,
    model: run.model,
    country: run.country,
    test: run.test,
  }));
}
