/**
 * Writing history: one statement stores a batch of events, claims their challenges, adds them to the minute rollup and
 * to the active instances and to the feed. All of it or nothing, and twice is once: an event that is there already adds nothing.
 */
import type pg from "pg";
import type { EnrolledInstance } from "../attestation/enrol";
import { EVENTS_CHANNEL } from "../contract/channels";
import { keepAttestedKeys, raiseCounters } from "./attested-keys";
import type { AttestationEvent } from "./event";
import type { FacetCache } from "./facets";
import { SHARE_PROGRESS } from "./progress-lock";
import { givenValues } from "./record-columns";
import { recordDeliveries } from "./record-deliveries";
import { type Shape, shapeOf } from "./record-shape";
import { recordStatement } from "./record-statement";

/** Late events go where the jobs that move the marks won't look. */
const BEGIN = `BEGIN; ${SHARE_PROGRESS}`;
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
 * same time, so that none waits for another's commit. A batch that turns out contested is written anew as such; where
 * that is to be expected, `contested` spares the first try.
 */
export async function recordBatch(
  client: pg.ClientBase,
  events: readonly AttestationEvent[],
  facets: FacetCache,
  { slot = 0, contested: expected = false }: { slot?: number; contested?: boolean } = {},
): Promise<Set<string>> {
  const shape = shapeOf(events);
  const contested = () => recordAs({ ...shape, contested: true }, client, events, facets, slot);
  if (shape.contested || expected) return contested();
  // In one order, so that two batches that spend the same challenges wait for each other instead of failing.
  const ordered = events.toSorted((a, b) => compare(a.nonce ?? "", b.nonce ?? ""));
  try {
    return await recordAs(shape, client, ordered, facets, slot);
  } catch (error) {
    if (!isContested(error)) throw error;
    return contested();
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A row was there already (`unique_violation`), or an hour may be closed (drizzle/migrations/0009_uncontested.sql). */
function isContested(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "23505" || error.code === "AT001");
}

async function recordAs(
  shape: Shape,
  client: pg.ClientBase,
  events: readonly AttestationEvent[],
  facets: FacetCache,
  slot: number,
): Promise<Set<string>> {
  const facetIds = await facets.resolve(
    client,
    events.map((event) => event.facets),
  );
  const statement = { ...recordStatement(shape), values: givenValues(shape, slot, events, facetIds) };
  const store = () => client.query<{ id: string }>(statement);
  const { rows } =
    shape.contested || shape.delivers
      ? await inTransaction(client, store, {
          before: () => [keepAttestedKeys(client, events), raiseCounters(client, events), enrol(client, events)],
          after: () => [recordDeliveries(client, events, facetIds)],
        })
      : await store();
  return new Set(rows.map((row) => row.id));
}

interface Around {
  readonly before: () => (Promise<unknown> | null)[];
  readonly after: () => (Promise<unknown> | null)[];
}

/** Sends everything before the first answer is there: one round trip. */
async function inTransaction<T>(client: pg.ClientBase, store: () => Promise<T>, { before, after }: Around): Promise<T> {
  const begun = client.query(BEGIN);
  const earlier = before();
  const stored = store();
  const later = after();
  const ended = client.query("COMMIT"); // after a failed statement this is a rollback
  const results = await Promise.allSettled([begun, ...earlier, stored, ...later, ended]);
  // The first that failed says why; those after it only that the transaction is aborted.
  for (const result of results) if (result.status === "rejected") throw result.reason;
  return stored;
}

function enrol(client: pg.ClientBase, events: readonly AttestationEvent[]): Promise<unknown> | null {
  const enrolments = enrolmentsOf(events);
  return enrolments.length === 0 ? null : client.query({ ...INSTANCES, values: instanceColumns(enrolments) });
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
