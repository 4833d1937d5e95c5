import type pg from "pg";
import type { AttestationEvent } from "./event";

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
SELECT DISTINCT ON (instance_id) instance_id, set_key, facet_id, delivered_at
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[]) AS d(instance_id, set_key, facet_id, delivered_at)
ORDER BY instance_id, delivered_at DESC
ON CONFLICT (instance_id) DO UPDATE
SET set_key = excluded.set_key, facet_id = excluded.facet_id, delivered_at = excluded.delivered_at
WHERE h.delivered_at < excluded.delivered_at`,
};

const RETIRED_USES = {
  name: "record-secret-retired-uses",
  text: `
INSERT INTO secret_retired_uses AS u (version_id, instance_id, first_at, last_at, n)
SELECT version_id, instance_id, min(at), max(at), count(*)
FROM unnest($1::int[], $2::uuid[], $3::timestamptz[]) AS r(version_id, instance_id, at)
GROUP BY version_id, instance_id ORDER BY version_id, instance_id
ON CONFLICT (version_id, instance_id) DO UPDATE SET last_at = greatest(u.last_at, excluded.last_at), n = u.n + excluded.n`,
};

/**
 * Remembers which instance was given which set of secrets, and who used a version past its end; in the transaction of
 * the events, so that what is shown of a rotation is what was delivered. Replays are given nothing.
 */
export async function recordDeliveries(
  client: pg.ClientBase,
  events: readonly AttestationEvent[],
  facetIds: readonly number[],
  replays: ReadonlySet<string>,
): Promise<void> {
  const given = events.flatMap(({ id, ts, instanceId, delivery }, index) =>
    delivery === undefined || instanceId === null || replays.has(id)
      ? []
      : [{ ts, instanceId, delivery, facetId: facetIds[index] ?? 0 }],
  );
  if (given.length === 0) return;
  const sets = new Map(given.map(({ delivery }) => [delivery.setKey, JSON.stringify(delivery.versionIds)]));
  await client.query({ ...SETS, values: [[...sets.keys()], [...sets.values()]] });
  const values = [
    given.map(({ instanceId }) => instanceId),
    given.map(({ delivery }) => delivery.setKey),
    given.map(({ facetId }) => facetId),
    given.map(({ ts }) => ts),
  ];
  await client.query({ ...HOLDINGS, values });
  const uses = given.flatMap(({ instanceId, ts, delivery }) =>
    delivery.endedIds.map((versionId) => ({ versionId, instanceId, ts })),
  );
  if (uses.length === 0) return;
  const columns = [uses.map((use) => use.versionId), uses.map((use) => use.instanceId), uses.map((use) => use.ts)];
  await client.query({ ...RETIRED_USES, values: columns });
}
