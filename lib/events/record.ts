/**
 * Writing history: one statement stores a batch of events, claims their challenges, adds them to the minute rollup and
 * to the active instances, and wakes the console. All of it or nothing, and twice is once: an event that is there
 * already adds nothing.
 */
import type pg from "pg";
import { EVENTS_CHANNEL } from "../contract/channels";
import { OUTCOMES } from "../contract/outcome";
import { SIGNALS } from "../contract/signals";
import { keepAttestedKeys, raiseCounters } from "./attested-keys";
import { boolArray, hexArray, int2Array, int4Array, textArray, timestampArray, uuidArray } from "./binary-array";
import type { AttestationEvent } from "./event";
import type { FacetCache } from "./facets";

const NONCE_BYTES = 16;
const REPLAYED = 1 << SIGNALS.replayed.bit;

const RECORD = {
  name: "record-events",
  text: `
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::timestamptz[], $2::uuid[], $3::int[], $4::smallint[], $5::smallint[], $6::int[], $7::int[],
    $8::smallint[], $9::smallint[], $10::int[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[],
    $16::bytea[], $17::timestamptz[], $18::bool[])
  AS i(ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override, policy_version_id, instance_id, arc,
    error_code, address, decision, nonce, nonce_expires_at, known_replay)
), claimed AS (
  INSERT INTO redemptions (nonce, event_id, expires_at)
  SELECT nonce, id, nonce_expires_at FROM input WHERE nonce IS NOT NULL AND NOT known_replay ORDER BY nonce
  ON CONFLICT (nonce) DO NOTHING RETURNING event_id
), replays AS MATERIALIZED (
  SELECT id FROM input i WHERE known_replay OR (nonce IS NOT NULL
    AND NOT EXISTS (SELECT FROM claimed c WHERE c.event_id = i.id)
    AND NOT EXISTS (SELECT FROM redemptions r WHERE r.nonce = i.nonce AND r.event_id = i.id))
), inserted AS (
  INSERT INTO attestation_events (ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override,
    policy_version_id, instance_id, arc, error_code, address, decision)
  SELECT ts, i.id, facet_id, kind,
    CASE WHEN r.id IS NULL THEN outcome ELSE ${OUTCOMES.fail} END,
    CASE WHEN r.id IS NULL THEN signals ELSE signals | ${REPLAYED} END,
    CASE WHEN r.id IS NULL THEN reasons ELSE reasons | ${REPLAYED} END,
    CASE WHEN r.id IS NULL THEN first_reason ELSE ${SIGNALS.replayed.bit} END,
    override, policy_version_id, instance_id, arc,
    CASE WHEN r.id IS NULL THEN error_code ELSE 'use_attestation_challenge' END, address::inet, decision
  FROM input i LEFT JOIN replays r USING (id)
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
SELECT id FROM replays`,
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
    const recounted = await raiseCounters(client, unrecorded(events, await recordedBefore(client, events)));
    const values = columnsOf(events, facetIds, { reenrolled, recounted });
    const result = await client.query<{ id: string }>({ ...RECORD, values });
    await client.query(`SELECT pg_notify('${EVENTS_CHANNEL}', '{"n":${events.length}}'); COMMIT`);
    return new Set(result.rows.map((row) => row.id));
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** Stores new instances; answers the events whose key is enrolled already, by another event than this one. */
async function recordInstances(client: pg.ClientBase, events: readonly AttestationEvent[]): Promise<Set<string>> {
  const all = events.flatMap(({ id, ts, instance }) => (instance === null ? [] : [{ id, ts, instance }]));
  if (all.length === 0) return new Set();
  const taken = await keepAttestedKeys(client, events);
  const enrolments = all.filter(({ instance }) => !taken.has(instance.id));
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
  return new Set(all.filter(({ instance }) => !present.has(instance.id)).map(({ id }) => id));
}

/** Events with a counter that are stored already: trying again must not take their own counter for a replay. */
async function recordedBefore(client: pg.ClientBase, events: readonly AttestationEvent[]): Promise<Set<string>> {
  const counted = events.filter(({ counter }) => counter != null);
  if (counted.length === 0) return new Set();
  const found = await client.query<{ id: string }>(
    `SELECT e.id FROM unnest($1::timestamptz[], $2::uuid[]) AS i(ts, id) JOIN attestation_events e USING (ts, id)`,
    [counted.map(({ ts }) => ts), counted.map(({ id }) => id)],
  );
  return new Set(found.rows.map(({ id }) => id));
}

function unrecorded(events: readonly AttestationEvent[], recorded: ReadonlySet<string>): AttestationEvent[] {
  return events.filter(({ id }) => !recorded.has(id));
}

/** Events that repeat something: a key that is enrolled already, or a counter that was shown before. */
interface Repeated {
  readonly reenrolled: ReadonlySet<string>;
  readonly recounted: ReadonlySet<string>;
}

function columnsOf(
  events: readonly AttestationEvent[],
  facetIds: readonly number[],
  { reenrolled, recounted }: Repeated,
): Buffer[] {
  const column = <T>(pick: (event: AttestationEvent) => T) => events.map(pick);
  return [
    timestampArray(column((event) => event.ts)),
    uuidArray(column((event) => event.id)),
    int4Array(facetIds),
    int2Array(column((event) => event.kind)),
    int2Array(column((event) => event.outcome)),
    int4Array(column((event) => event.signals)),
    int4Array(column((event) => event.reasons)),
    int2Array(column((event) => event.firstReason)),
    int2Array(column((event) => event.override)),
    int4Array(column((event) => event.policyVersionId)),
    uuidArray(column((event) => (reenrolled.has(event.id) ? null : event.instanceId))),
    textArray(column((event) => event.arc)),
    textArray(column((event) => event.errorCode)),
    textArray(column((event) => event.address)),
    textArray(column((event) => event.decision)),
    hexArray(
      NONCE_BYTES,
      column((event) => event.nonce),
    ),
    timestampArray(column((event) => event.nonceExpiresAt)),
    boolArray(column(({ id }) => reenrolled.has(id) || recounted.has(id))),
  ];
}
