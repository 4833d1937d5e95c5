/**
 * App Attest keys where history is written: an attested key belongs to the first enrolment that brings it, and its
 * counter only ever rises (evidence steps D1.8 and D2.5). Statements of the transaction of record.ts, sent before the
 * one that stores the events and asks what these left behind.
 */
import type pg from "pg";
import type { AttestationEvent } from "./event";

const KEEP = {
  name: "keep-attested-keys",
  text: `
INSERT INTO app_attest_keys (app_id, key_id, instance_id, environment, receipt, enrolled_at)
SELECT app_id, key_id, instance_id, environment, decode(receipt, 'base64'), enrolled_at
FROM unnest($1::int[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
  AS i(app_id, key_id, instance_id, environment, receipt, enrolled_at)
ORDER BY app_id, key_id
ON CONFLICT DO NOTHING`,
};

/** Keeps the keys of new App Attest instances that no other instance had before; null where a batch has none. */
export function keepAttestedKeys(client: pg.ClientBase, events: readonly AttestationEvent[]): Promise<unknown> | null {
  const enrolled = events.flatMap(({ ts, instance }) => {
    const key = instance?.appAttest ?? null;
    return instance === null || key === null ? [] : [{ ts, instance, key }];
  });
  if (enrolled.length === 0) return null;
  const column = <T>(pick: (one: (typeof enrolled)[number]) => T) => enrolled.map(pick);
  return client.query({
    ...KEEP,
    values: [
      column(({ instance }) => instance.appId),
      column(({ key }) => key.keyId),
      column(({ instance }) => instance.id),
      column(({ key }) => key.environment),
      column(({ key }) => key.receipt),
      column(({ ts }) => ts),
    ],
  });
}

/**
 * The event that raised a counter leaves its id: of several that show one, at most that one is no replay, and the same
 * event written twice is none either. Rows are locked in one order, so that two batches with the same keys wait for
 * each other instead of failing. Of one instance's events in a batch one raises the counter, and the others try again.
 */
const RAISE = {
  name: "raise-counters",
  text: `
WITH input AS (
  SELECT DISTINCT ON (instance_id) * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[]) AS i(instance_id, counter, event_id)
  ORDER BY instance_id, counter
), locked AS MATERIALIZED (
  SELECT k.instance_id, i.counter, i.event_id FROM app_attest_keys k JOIN input i USING (instance_id)
  ORDER BY k.instance_id FOR UPDATE OF k
)
UPDATE app_attest_keys k SET counter = l.counter, raised_by = l.event_id FROM locked l
WHERE k.instance_id = l.instance_id AND k.counter < l.counter`,
};

/** Compares and sets the counters that a batch shows; null where it shows none. */
export function raiseCounters(client: pg.ClientBase, events: readonly AttestationEvent[]): Promise<unknown> | null {
  const shown = events.filter(({ instanceId, counter }) => instanceId !== null && counter != null);
  if (shown.length === 0) return null;
  const values = [
    shown.map(({ instanceId }) => instanceId),
    shown.map(({ counter }) => counter),
    shown.map(({ id }) => id),
  ];
  return client.query({ ...RAISE, values });
}
