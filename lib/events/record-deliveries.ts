import type pg from "pg";
import { OUTCOMES } from "../contract/outcome";
import type { AttestationEvent } from "./event";

/** Only what is stored as a pass was delivered: a replay is stored as a failure by the statement before. */
const PASSED = `EXISTS (SELECT FROM attestation_events e
  WHERE e.ts = d.at AND e.id = d.event_id AND e.outcome = ${OUTCOMES.pass})`;

/** The same, and stored by this transaction: an event that was there already was counted then. */
const PASSED_NOW = `EXISTS (SELECT FROM attestation_events e
  WHERE e.ts = d.at AND e.id = d.event_id AND e.outcome = ${OUTCOMES.pass} AND e.xmin = pg_current_xact_id()::xid)`;

const SETS = {
  name: "record-secret-sets",
  text: `
INSERT INTO secret_sets (key, version_ids)
SELECT key, ARRAY(SELECT value::int FROM jsonb_array_elements_text(ids)) FROM unnest($1::text[], $2::jsonb[]) AS s(key, ids)
ORDER BY key ON CONFLICT DO NOTHING`,
};

/** A row an instance, the latest delivery wins; in order of ids, so that two batches never wait for each other. */
const HOLDINGS = {
  name: "record-secret-holdings",
  text: `
INSERT INTO secret_holdings AS h (instance_id, set_key, facet_id, delivered_at)
SELECT DISTINCT ON (instance_id) instance_id, set_key, facet_id, at
FROM unnest($1::timestamptz[], $2::uuid[], $3::uuid[], $4::text[], $5::int[])
  AS d(at, event_id, instance_id, set_key, facet_id)
WHERE ${PASSED}
ORDER BY instance_id, at DESC
ON CONFLICT (instance_id) DO UPDATE
SET set_key = excluded.set_key, facet_id = excluded.facet_id, delivered_at = excluded.delivered_at
WHERE h.delivered_at < excluded.delivered_at`,
};

const RETIRED_USES = {
  name: "record-secret-retired-uses",
  text: `
INSERT INTO secret_retired_uses AS u (version_id, instance_id, first_at, last_at, n)
SELECT version_id, instance_id, min(at), max(at), count(*)
FROM unnest($1::timestamptz[], $2::uuid[], $3::uuid[], $4::int[]) AS d(at, event_id, instance_id, version_id)
WHERE ${PASSED_NOW}
GROUP BY version_id, instance_id ORDER BY version_id, instance_id
ON CONFLICT (version_id, instance_id) DO UPDATE SET last_at = greatest(u.last_at, excluded.last_at), n = u.n + excluded.n`,
};

/** By minute, for alerts; writers at work at the same time rarely share a row. */
const RETIRED_USE_MINUTES = {
  name: "record-secret-retired-use-minutes",
  text: `
INSERT INTO secret_retired_use_minutes AS m (bucket, facet_id, slot, n)
SELECT date_trunc('minute', d.at), d.facet_id, pg_backend_pid() & 31, count(*)
FROM unnest($1::timestamptz[], $2::uuid[], $3::int[]) AS d(at, event_id, facet_id)
WHERE ${PASSED_NOW}
GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT (bucket, facet_id, slot) DO UPDATE SET n = m.n + excluded.n`,
};

/**
 * Remembers which instance was given which set of secrets, and who used a version past its end; in the transaction of
 * the events and after them, so that what is shown of a rotation is what was delivered.
 */
export async function recordDeliveries(
  client: pg.ClientBase,
  events: readonly AttestationEvent[],
  facetIds: readonly number[],
): Promise<void> {
  const given = events.flatMap(({ id, ts, instanceId, delivery }, index) =>
    delivery === undefined || instanceId === null
      ? []
      : [{ id, ts, instanceId, delivery, facetId: facetIds[index] ?? 0 }],
  );
  if (given.length === 0) return;
  const sets = new Map(given.map(({ delivery }) => [delivery.setKey, JSON.stringify(delivery.versionIds)]));
  const identity = (rows: readonly { ts: string; id: string; instanceId: string }[]) => [
    rows.map(({ ts }) => ts),
    rows.map(({ id }) => id),
    rows.map(({ instanceId }) => instanceId),
  ];
  const holdings = [
    ...identity(given),
    given.map(({ delivery }) => delivery.setKey),
    given.map(({ facetId }) => facetId),
  ];
  const uses = given.flatMap(({ delivery, ...event }) =>
    delivery.endedIds.map((versionId) => ({ ...event, versionId })),
  );
  const users = given.filter(({ delivery }) => delivery.endedIds.length > 0);
  const minutes = [users.map(({ ts }) => ts), users.map(({ id }) => id), users.map(({ facetId }) => facetId)];
  // All are sent before the first is answered: the caller's COMMIT follows them in the pipeline.
  await Promise.all([
    client.query({ ...SETS, values: [[...sets.keys()], [...sets.values()]] }),
    client.query({ ...HOLDINGS, values: holdings }),
    uses.length === 0
      ? null
      : client.query({ ...RETIRED_USES, values: [...identity(uses), uses.map(({ versionId }) => versionId)] }),
    users.length === 0 ? null : client.query({ ...RETIRED_USE_MINUTES, values: minutes }),
  ]);
}
