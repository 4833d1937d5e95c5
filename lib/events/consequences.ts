/** What some events count towards besides history: a watched policy, an override, a development credential. */
import type pg from "pg";
import type { AttestationEvent } from "./event";

/** Whether {@link recordConsequences} has anything to do for an event. */
export function hasConsequences(event: AttestationEvent): boolean {
  return event.shadow != null || event.overrideId != null || event.credentialId != null;
}

/**
 * Counts what the events of `added` lead to. Runs in the transaction that stored them, for those it stored and no
 * others, so that an event written twice counts once here too.
 */
export async function recordConsequences(
  client: pg.ClientBase,
  events: readonly AttestationEvent[],
  facetIds: readonly number[],
  added: ReadonlySet<string>,
): Promise<void> {
  const shadows: ShadowRow[] = [];
  const overrides: [id: number, ts: string][] = [];
  const credentials: [id: string, ts: string][] = [];
  events.forEach((event, index) => {
    if (!added.has(event.id)) return;
    const facetId = facetIds[index];
    if (event.shadow != null && facetId !== undefined) shadows.push({ event, facetId, ...event.shadow });
    if (event.overrideId != null) overrides.push([event.overrideId, event.ts]);
    if (event.credentialId != null) credentials.push([event.credentialId, event.ts]);
  });
  if (shadows.length > 0) await recordShadows(client, shadows);
  if (overrides.length > 0) await countUses(client, "override_uses", "override_id", "int", overrides);
  if (credentials.length > 0)
    await countUses(client, "development_credential_uses", "credential_id", "uuid", credentials);
}

interface ShadowRow {
  readonly event: AttestationEvent;
  readonly facetId: number;
  readonly rolloutId: number;
  readonly outcome: number;
  readonly reasons: number;
}

async function recordShadows(client: pg.ClientBase, rows: readonly ShadowRow[]): Promise<void> {
  await client.query({
    name: "record-shadows",
    text: `INSERT INTO shadow_minutes AS m
      SELECT rollout_id, date_trunc('minute', ts), facet_id, outcome, shadow_outcome, shadow_reasons, count(*)
      FROM unnest($1::int[], $2::timestamptz[], $3::int[], $4::smallint[], $5::smallint[], $6::int[])
        AS s(rollout_id, ts, facet_id, outcome, shadow_outcome, shadow_reasons)
      GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
      ON CONFLICT (rollout_id, bucket, facet_id, outcome, shadow_outcome, shadow_reasons)
      DO UPDATE SET n = m.n + excluded.n`,
    values: [
      rows.map(({ rolloutId }) => rolloutId),
      rows.map(({ event }) => event.ts),
      rows.map(({ facetId }) => facetId),
      rows.map(({ event }) => event.outcome),
      rows.map(({ outcome }) => outcome),
      rows.map(({ reasons }) => reasons),
    ],
  });
  const changed = rows.filter(({ event, outcome }) => event.instanceId !== null && event.outcome !== outcome);
  if (changed.length === 0) return;
  await client.query({
    name: "record-shadow-instances",
    text: `INSERT INTO shadow_instances
      SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[], $3::smallint[]) AS s(rollout_id, instance_id, shadow_outcome)
      ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`,
    values: [
      changed.map(({ rolloutId }) => rolloutId),
      changed.map(({ event }) => event.instanceId),
      changed.map(({ outcome }) => outcome),
    ],
  });
}

async function countUses(
  client: pg.ClientBase,
  table: "override_uses" | "development_credential_uses",
  column: "override_id" | "credential_id",
  type: "int" | "uuid",
  uses: readonly (readonly [id: number | string, ts: string])[],
): Promise<void> {
  await client.query(
    `INSERT INTO ${table} AS u (${column}, uses, last_used_at)
      SELECT id, count(*), max(ts) FROM unnest($1::${type}[], $2::timestamptz[]) AS s(id, ts) GROUP BY 1 ORDER BY 1
      ON CONFLICT (${column}) DO UPDATE SET uses = u.uses + excluded.uses,
        last_used_at = greatest(u.last_used_at, excluded.last_used_at)`,
    [uses.map(([id]) => id), uses.map(([, ts]) => ts)],
  );
}
