/**
 * Writing history: one statement stores a batch of events, claims their challenges, adds them to the minute rollup and
 * to the active instances, and wakes the console. All of it or nothing, and twice is once: an event that is there
 * already adds nothing.
 */
import type pg from "pg";
import { EVENTS_CHANNEL } from "../contract/channels";
import { OUTCOMES } from "../contract/outcome";
import { SIGNALS } from "../contract/signals";
import type { AttestationEvent } from "./event";
import type { FacetCache } from "./facets";

const REPLAYED = 1 << SIGNALS.replayed.bit;

const RECORD = {
  name: "record-events",
  text: `
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::timestamptz[], $2::uuid[], $3::int[], $4::smallint[], $5::smallint[], $6::int[], $7::int[],
    $8::smallint[], $9::smallint[], $10::int[], $11::uuid[], $12::text[], $13::text[], $14::inet[], $15::text[],
    $16::bytea[], $17::timestamptz[], $18::bool[])
  AS i(ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override, policy_version_id, instance_id, arc,
    error_code, address, decision, nonce, nonce_expires_at, known_replay)
), claimed AS (
  INSERT INTO redemptions (nonce, event_id, expires_at)
  SELECT nonce, id, nonce_expires_at FROM input WHERE nonce IS NOT NULL AND NOT known_replay ORDER BY nonce
  ON CONFLICT (nonce) DO NOTHING RETURNING event_id
), judged AS MATERIALIZED (
  SELECT i.*, i.known_replay OR (i.nonce IS NOT NULL
    AND NOT EXISTS (SELECT FROM claimed c WHERE c.event_id = i.id)
    AND NOT EXISTS (SELECT FROM redemptions r WHERE r.nonce = i.nonce AND r.event_id = i.id)) AS replayed
  FROM input i
), inserted AS (
  INSERT INTO attestation_events (ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override,
    policy_version_id, instance_id, arc, error_code, address, decision)
  SELECT ts, id, facet_id, kind,
    CASE WHEN replayed THEN ${OUTCOMES.fail} ELSE outcome END,
    CASE WHEN replayed THEN signals | ${REPLAYED} ELSE signals END,
    CASE WHEN replayed THEN reasons | ${REPLAYED} ELSE reasons END,
    CASE WHEN replayed THEN ${SIGNALS.replayed.bit} ELSE first_reason END,
    override, policy_version_id, instance_id, arc,
    CASE WHEN replayed THEN 'use_attestation_challenge' ELSE error_code END, address, decision
  FROM judged
  ON CONFLICT DO NOTHING
  RETURNING ts, facet_id, kind, outcome, signals, reasons, first_reason, override, policy_version_id, instance_id
), minutes AS (
  INSERT INTO rollup_minutes AS m
  SELECT date_trunc('minute', ts), facet_id, kind, outcome, signals, reasons, first_reason, override,
    coalesce(policy_version_id, 0), count(*)
  FROM inserted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id)
  DO UPDATE SET n = m.n + excluded.n
), late AS (
  INSERT INTO rollup_hours AS h
  SELECT date_trunc('hour', ts, 'UTC'), facet_id, kind, outcome, signals, reasons, first_reason, override,
    coalesce(policy_version_id, 0), count(*)
  FROM inserted, rollup_progress p WHERE ts < p.hours_until
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id)
  DO UPDATE SET n = h.n + excluded.n
), active AS (
  INSERT INTO instance_hours
  SELECT DISTINCT date_trunc('hour', ts, 'UTC'), instance_id, facet_id, outcome, reasons
  FROM inserted WHERE instance_id IS NOT NULL AND kind = 2 ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT DO NOTHING
)
SELECT id FROM judged WHERE replayed`,
};

/** Shared with other writers, exclusive to the job that moves `hours_until`: late events go where that job won't look. */
const BEGIN = "BEGIN; SELECT pg_advisory_xact_lock_shared(hashtext('attestry.rollup'))";
const INSTANCES = {
  name: "record-instances",
  text: `
INSERT INTO instances (id, app_id, enrolled_at, format, security_level, thumbprint, test, model, evidence)
SELECT id, app_id, enrolled_at, format, security_level, thumbprint, test, model, evidence
FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::text[], $9::jsonb[])
  AS i(id, app_id, enrolled_at, format, security_level, thumbprint, test, model, evidence)
ORDER BY thumbprint
ON CONFLICT DO NOTHING`,
};

/**
 * Writes a batch in one transaction. Returns the ids of events whose challenge (or, for enrolments, key) another event
 * had used before: they are stored as failed with `replayed`, and their callers must be refused.
 */
export async function recordBatch(
  client: pg.ClientBase,
  events: readonly AttestationEvent[],
  facets: FacetCache,
): Promise<Set<string>> {
  const facetIds = await facets.resolve(
    client,
    events.map((event) => event.facets),
  );
  await client.query(BEGIN);
  try {
    const reenrolled = await recordInstances(client, events);
    const result = await client.query<{ id: string }>({ ...RECORD, values: columnsOf(events, facetIds, reenrolled) });
    await client.query(`SELECT pg_notify('${EVENTS_CHANNEL}', '{"n":${events.length}}'); COMMIT`);
    return new Set(result.rows.map((row) => row.id));
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** Stores new instances; answers the events whose key is enrolled already, by another event than this one. */
async function recordInstances(client: pg.ClientBase, events: readonly AttestationEvent[]): Promise<Set<string>> {
  const enrolments = events.flatMap(({ id, ts, instance }) => (instance === null ? [] : [{ id, ts, instance }]));
  if (enrolments.length === 0) return new Set();
  const column = <T>(pick: (enrolment: (typeof enrolments)[number]) => T) => enrolments.map(pick);
  await client.query({
    ...INSTANCES,
    values: [
      column(({ instance }) => instance.id),
      column(({ instance }) => instance.appId),
      column(({ ts }) => ts),
      column(({ instance }) => instance.format),
      column(({ instance }) => instance.securityLevel),
      column(({ instance }) => instance.thumbprint),
      column(({ instance }) => instance.test),
      column(({ instance }) => instance.model),
      column(({ instance }) => JSON.stringify(instance.evidence)),
    ],
  });
  const stored = await client.query<{ id: string }>("SELECT id FROM instances WHERE id = ANY($1::uuid[])", [
    column(({ instance }) => instance.id),
  ]);
  const present = new Set(stored.rows.map((row) => row.id));
  return new Set(enrolments.filter(({ instance }) => !present.has(instance.id)).map(({ id }) => id));
}

function columnsOf(
  events: readonly AttestationEvent[],
  facetIds: readonly number[],
  replays: ReadonlySet<string>,
): unknown[] {
  const column = <T>(pick: (event: AttestationEvent) => T) => events.map(pick);
  return [
    column((event) => event.ts),
    column((event) => event.id),
    facetIds,
    column((event) => event.kind),
    column((event) => event.outcome),
    column((event) => event.signals),
    column((event) => event.reasons),
    column((event) => event.firstReason),
    column((event) => event.override),
    column((event) => event.policyVersionId),
    column((event) => (replays.has(event.id) ? null : event.instanceId)),
    column((event) => event.arc),
    column((event) => event.errorCode),
    column((event) => event.address),
    column((event) => event.decision),
    column((event) => (event.nonce === null ? null : Buffer.from(event.nonce, "hex"))),
    column((event) => event.nonceExpiresAt),
    column((event) => replays.has(event.id)),
  ];
}
