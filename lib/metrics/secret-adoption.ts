import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Secret, SecretAdoption, SecretVersion } from "../contract/admin/secrets";
import { DELIVERY_TTL_SECONDS } from "../contract/secrets";
import { groupsInScope, type HolderGroup, holderGroups, instancesOf } from "./secret-holders";
import { select } from "./select";

/** App versions listed as stragglers. */
const STRAGGLERS_MAX = 50;
/** Points a chart can show. */
const SERIES_MAX = 500;
/** Share of the active fleet below which a version counts as unused. */
const FEW = 0.001;

/** How the active fleet stands with one secret; `test` counts test traffic in. */
export async function secretAdoption(db: Database, secret: Secret, test: boolean, now: Date): Promise<SecretAdoption> {
  const appIds = secret.scopes.map(({ appId }) => appId);
  const all = await holderGroups(db, now, appIds);
  const groups = groupsInScope(all, secret.scopes).filter((group) => test || !group.test);
  const [delivered, used] = await Promise.all([lastDeliveries(db, secret), retiredUses(db, secret)]);
  const active = instancesOf(groups);
  const versions = secret.versions.map(({ id, version }) => {
    const holders = groups.filter(({ versionIds }) => versionIds.includes(id));
    const lastAt = Math.max(delivered.get(id) ?? 0, ...holders.map((group) => group.lastAt));
    const uses = used.get(id);
    return {
      id,
      version,
      instances: instancesOf(holders),
      lastDeliveredAt: lastAt === 0 ? null : iso(lastAt),
      retiredUses: uses?.instances ?? 0,
      lastRetiredUseAt: uses === undefined ? null : iso(uses.lastAt),
    };
  });
  const started = secret.versions.filter(({ state }) => state !== "scheduled");
  const newest = started.find(({ state }) => state === "current") ?? null;
  return {
    asOf: now.toISOString(),
    active,
    versions,
    stragglers: newest === null ? [] : stragglersOf(groups, secret, newest),
    appVersions: new Set(groups.map(({ appId, appVersion }) => `${appId} ${appVersion}`)).size,
    series: newest === null ? [] : await seriesOf(db, newest, test),
    retire: retirement(secret, versions, active, now),
  };
}

function stragglersOf(groups: readonly HolderGroup[], secret: Secret, newest: SecretVersion) {
  const numbers = new Map(secret.versions.map(({ id, version }) => [id, version]));
  return groups
    .filter(({ versionIds }) => !versionIds.includes(newest.id))
    .map(({ appId, appVersion, sdkVersion, versionIds, instances, lastAt }) => ({
      appId,
      appVersion,
      sdkVersion,
      version: versionIds.map((id) => numbers.get(id)).find((version) => version !== undefined) ?? null,
      instances,
      lastSeenAt: iso(lastAt),
    }))
    .sort((a, b) => b.instances - a.instances)
    .slice(0, STRAGGLERS_MAX);
}

/** Whether the oldest overlapping version could go. */
function retirement(
  { versions }: Secret,
  held: SecretAdoption["versions"],
  active: number,
  now: Date,
): SecretAdoption["retire"] {
  const overlapping = versions.filter(({ state }) => state === "overlapping").at(-1);
  if (overlapping?.endsAt == null) return null;
  const own = held.find(({ id }) => id === overlapping.id);
  const newer = versions.some(({ state, opening }) => state === "current" && opening === "opened");
  const lastAt = own?.lastDeliveredAt == null ? 0 : Date.parse(own.lastDeliveredAt);
  // No instance may use a value for longer than its delivery lasts.
  const expired = now.getTime() - lastAt > DELIVERY_TTL_SECONDS * 1000;
  const checks = [
    { id: "newer-current", holds: newer },
    { id: "none-delivered", holds: expired },
    { id: "few-hold", holds: (own?.instances ?? 0) < Math.max(1, active * FEW) },
  ] as const;
  const safe = checks.every(({ holds }) => holds);
  return { version: overlapping.version, endsAt: overlapping.endsAt, safe, checks: [...checks] };
}

async function lastDeliveries(db: Database, { versions }: Secret): Promise<Map<number, number>> {
  const ids = versions.map(({ id }) => id);
  const rows = await select(
    db,
    z.object({ id: z.number(), at: z.number() }),
    sql`SELECT v.id, (extract(epoch FROM max(s.last_delivered_at)) * 1000)::float8 AS at
      FROM secret_sets s, unnest(s.version_ids) AS v(id)
      WHERE v.id = ANY(${sql.param(ids)}::int[]) AND s.last_delivered_at IS NOT NULL GROUP BY v.id`,
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

async function retiredUses(db: Database, { versions }: Secret) {
  const ids = versions.map(({ id }) => id);
  const rows = await select(
    db,
    z.object({ id: z.number(), instances: z.number(), lastAt: z.number() }),
    sql`SELECT version_id AS id, count(*)::int AS instances,
        (extract(epoch FROM max(last_at)) * 1000)::float8 AS "lastAt"
      FROM secret_retired_uses WHERE version_id = ANY(${sql.param(ids)}::int[]) GROUP BY version_id`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function seriesOf(db: Database, { id }: SecretVersion, test: boolean): Promise<SecretAdoption["series"]> {
  const rows = await select(
    db,
    z.object({ at: z.number(), instances: z.number(), active: z.number() }),
    sql`SELECT (extract(epoch FROM bucket) * 1000)::float8 AS at, sum(instances)::int AS instances,
        sum(active)::int AS active
      FROM secret_adoption WHERE version_id = ${id}::int AND (${test}::bool OR NOT test)
      GROUP BY bucket ORDER BY bucket`,
  );
  const step = Math.ceil(rows.length / SERIES_MAX);
  return rows
    .filter((_, index) => index % step === 0 || index === rows.length - 1)
    .map(({ at, instances, active }) => ({ at: iso(at), instances, active }));
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
