/**
 * Writing history: one statement stores a batch of events, claims their challenges, adds them to the minute rollup and
 * to the active instances and to the feed. All of it or nothing, and twice is once: an event that is there already adds nothing.
 */
import type pg from "pg";
import type { EnrolledInstance } from "../attestation/enrol";
import { EVENTS_CHANNEL } from "../contract/channels";
import { OUTCOMES } from "../contract/outcome";
import { SIGNALS } from "../contract/signals";
import { countedColumn, keepAttestedKeys, raiseCounters } from "./attested-keys";
import { boolArray, hexArray, int2Array, int4Array, textArray, timestampArray, uuidArray } from "./binary-array";
import { attestedColumn, CONSEQUENCES, consequenceColumns } from "./consequences";
import type { AttestationEvent } from "./event";
import type { FacetCache } from "./facets";
import { recordDeliveries } from "./record-deliveries";

const NONCE_BYTES = 16;
const REPLAYED = 1 << SIGNALS.replayed.bit;

const RECORD = {
  name: "record-events",
  text: `
WITH given AS MATERIALIZED (
  SELECT * FROM unnest($1::timestamptz[], $2::uuid[], $3::int[], $4::smallint[], $5::smallint[], $6::int[], $7::int[],
    $8::smallint[], $9::smallint[], $10::int[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[],
    $16::bytea[], $17::timestamptz[], $18::bool[], $20::int[], $21::smallint[], $22::smallint[], $23::text[], $24::int[],
    $25::smallint[], $26::int[], $27::int[], $28::uuid[], $29::bool[],
    $30::text[])
  AS i(ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override, policy_version_id, instance_id, arc,
    error_code, address, decision, nonce, nonce_expires_at, enrols, measured, security_level, build, patch_level,
    rollout_id, shadow_outcome, shadow_reasons, override_id, credential_id, counts,
    attested)
), input AS MATERIALIZED (
  SELECT g.*, enrols AND NOT EXISTS (SELECT FROM instances x WHERE x.id = g.instance_id) AS known_replay FROM given g
), claimed AS (
  INSERT INTO redemptions (nonce, event_id, expires_at)
  SELECT nonce, id, nonce_expires_at FROM input WHERE nonce IS NOT NULL AND NOT known_replay ORDER BY nonce
  ON CONFLICT (nonce) DO NOTHING RETURNING event_id
), replays AS MATERIALIZED (
  SELECT id FROM input i WHERE known_replay
    OR (counts AND NOT EXISTS (SELECT FROM app_attest_keys k WHERE k.instance_id = i.instance_id AND k.raised_by = i.id))
    OR (nonce IS NOT NULL
    AND NOT EXISTS (SELECT FROM claimed c WHERE c.event_id = i.id)
    AND NOT EXISTS (SELECT FROM redemptions r WHERE r.nonce = i.nonce AND r.event_id = i.id))
), this AS MATERIALIZED (
  SELECT nextval('event_batch_ids') AS batch
), inserted AS (
  INSERT INTO attestation_events (ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override,
    policy_version_id, instance_id, arc, error_code, address, decision, batch)
  SELECT ts, i.id, facet_id, kind,
    CASE WHEN r.id IS NULL THEN outcome ELSE ${OUTCOMES.fail} END,
    CASE WHEN r.id IS NULL THEN signals ELSE signals | ${REPLAYED} END,
    CASE WHEN r.id IS NULL THEN reasons ELSE reasons | ${REPLAYED} END,
    CASE WHEN r.id IS NULL THEN first_reason ELSE ${SIGNALS.replayed.bit} END,
    override, policy_version_id, CASE WHEN known_replay THEN NULL ELSE instance_id END, arc,
    CASE WHEN r.id IS NULL THEN error_code ELSE 'use_attestation_challenge' END, address::inet, decision, batch
  FROM this, input i LEFT JOIN replays r USING (id)
  ON CONFLICT DO NOTHING
  RETURNING id, ts, batch, facet_id, kind, outcome, signals, reasons, first_reason, override, policy_version_id,
    instance_id
), minutes AS (
  INSERT INTO rollup_minutes AS m
  SELECT date_trunc('minute', ts), facet_id, kind, outcome, signals, reasons, first_reason, override,
    coalesce(policy_version_id, 0), $19::smallint, count(*)
  FROM inserted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id, slot)
  DO UPDATE SET n = m.n + excluded.n
), late AS (
  INSERT INTO rollup_hours AS h
  SELECT date_trunc('hour', ts, 'UTC'), facet_id, kind, outcome, signals, reasons, first_reason, override,
    coalesce(policy_version_id, 0), count(*)
  FROM inserted, rollup_progress p WHERE ts < p.hours_until
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id)
  DO UPDATE SET n = h.n + excluded.n
), stale AS (
  INSERT INTO stale_hours SELECT DISTINCT date_trunc('hour', ts, 'UTC') FROM inserted, rollup_progress p WHERE ts < p.hours_until
), active AS (
  INSERT INTO instance_hours
  SELECT DISTINCT date_trunc('hour', ts, 'UTC'), instance_id, facet_id, outcome, reasons
  FROM inserted WHERE instance_id IS NOT NULL AND kind = 2 ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT DO NOTHING
), feed AS (
  INSERT INTO event_batches_new SELECT batch, count(*), min(ts), max(ts) FROM inserted GROUP BY batch
), judged AS MATERIALIZED (
  SELECT e.*, i.measured, i.security_level, i.build, i.patch_level, i.attested, i.rollout_id, i.shadow_outcome, i.shadow_reasons,
    i.override_id, i.credential_id
  FROM inserted e JOIN input i USING (id) WHERE NOT EXISTS (SELECT FROM replays r WHERE r.id = e.id)
), ${CONSEQUENCES}
SELECT id FROM replays`,
};

/** Shared with other writers, not with the job that moves `hours_until`: late events go where that job won't look. */
const BEGIN = "BEGIN; LOCK TABLE rollup_progress IN ROW SHARE MODE";
const INSTANCES = {
  name: "record-instances",
  text: `
INSERT INTO instances (id, app_id, enrolled_at, format, security_level, thumbprint, test, model, evidence)
SELECT id, app_id, enrolled_at, format, security_level, thumbprint, test, model, evidence
FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::text[], $9::jsonb[],
    $10::bool[])
  AS i(id, app_id, enrolled_at, format, security_level, thumbprint, test, model, evidence, has_key)
WHERE NOT has_key OR EXISTS (SELECT FROM app_attest_keys k WHERE k.instance_id = i.id)
ORDER BY thumbprint
ON CONFLICT DO NOTHING`,
};

/**
 * Writes a batch in one transaction, sent whole: on a pipelined connection that is one round trip. Returns the ids of
 * events whose challenge (or, for enrolments, key) another event had used before: they are stored as failed with
 * `replayed`, and their callers must be refused. `slot` tells writers apart that add to the same rollup rows at the
 * same time, so that none waits for another's commit.
 */
export async function recordBatch(
  client: pg.ClientBase,
  events: readonly AttestationEvent[],
  facets: FacetCache,
  slot = 0,
): Promise<Set<string>> {
  const facetIds = await facets.resolve(
    client,
    events.map((event) => event.facets),
  );
  const enrolments = enrolmentsOf(events);
  const begun = client.query(BEGIN);
  const keyed = [keepAttestedKeys(client, events), raiseCounters(client, events)];
  const enrolled = enrolments.length === 0 ? null : client.query({ ...INSTANCES, values: instanceColumns(enrolments) });
  const recorded = client.query<{ id: string }>({
    ...RECORD,
    values: [
      ...columnsOf(events, facetIds),
      slot,
      ...consequenceColumns(events),
      countedColumn(events),
      attestedColumn(events),
    ],
  });
  const delivered = recordDeliveries(client, events, facetIds);
  const ended = client.query("COMMIT"); // after a failed statement this is a rollback
  await Promise.allSettled([begun, ...keyed, enrolled, recorded, delivered, ended]);
  await begun;
  await Promise.all(keyed);
  await enrolled;
  const { rows } = await recorded;
  await delivered;
  await ended;
  return new Set(rows.map((row) => row.id));
}

/** Wakes the console's live view; for after a commit. A wake-up that is lost costs a moment, so no disk waits for it. */
export async function notifyRecorded(pool: pg.Pool): Promise<void> {
  await pool.query(`BEGIN; SET LOCAL synchronous_commit = off; NOTIFY ${EVENTS_CHANNEL}; COMMIT`);
}

type Enrolment = Pick<AttestationEvent, "ts"> & { readonly instance: EnrolledInstance };

function enrolmentsOf(events: readonly AttestationEvent[]): Enrolment[] {
  return events.flatMap(({ ts, instance }) => (instance === null ? [] : [{ ts, instance }]));
}

function instanceColumns(enrolments: readonly Enrolment[]): unknown[][] {
  const column = <T>(pick: (enrolment: Enrolment) => T) => enrolments.map(pick);
  return [
    column(({ instance }) => instance.id),
    column(({ instance }) => instance.appId),
    column(({ ts }) => ts),
    column(({ instance }) => instance.format),
    column(({ instance }) => instance.securityLevel),
    column(({ instance }) => instance.thumbprint),
    column(({ instance }) => instance.test),
    column(({ instance }) => instance.model),
    column(({ instance }) => JSON.stringify(instance.evidence)),
    column(({ instance }) => (instance.appAttest ?? null) !== null),
  ];
}

function columnsOf(events: readonly AttestationEvent[], facetIds: readonly number[]): Buffer[] {
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
    uuidArray(column((event) => event.instanceId)),
    textArray(column((event) => event.arc)),
    textArray(column((event) => event.errorCode)),
    textArray(column((event) => event.address)),
    textArray(column((event) => event.decision)),
    hexArray(
      NONCE_BYTES,
      column((event) => event.nonce),
    ),
    timestampArray(column((event) => event.nonceExpiresAt)),
    boolArray(column((event) => event.instance !== null)),
  ];
}
