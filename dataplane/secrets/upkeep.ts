import { and, gt, lte, sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { secretAdoption, secretScopes, secretVersions } from "../../drizzle/schema";
import { releasable } from "../../lib/contract/secret-versions";
import { ACTIVE_MS, groupsInScope, holderGroups, instancesOf } from "../../lib/metrics/secret-holders";

/** A rotation is watched for this long after a version starts. */
const WATCHED_DAYS = 14;
const KEPT_DAYS = 90;

/** Notes when each set was last handed out. */
export async function noteLastDeliveries(db: Database): Promise<void> {
  await db.execute(sql`
    UPDATE secret_sets s SET last_delivered_at = h.at
    FROM (SELECT set_key, max(delivered_at) AS at FROM secret_holdings GROUP BY set_key) h
    WHERE h.set_key = s.key AND s.last_delivered_at IS DISTINCT FROM h.at`);
}

/** Writes down how many instances hold each version of the secrets that were rotated lately; a row a minute. */
export async function sampleAdoption(db: Database, now: Date): Promise<void> {
  const since = new Date(now.getTime() - WATCHED_DAYS * 86_400_000);
  const watched = await db
    .selectDistinct({ secretId: secretVersions.secretId })
    .from(secretVersions)
    .where(and(gt(secretVersions.activeFrom, since), lte(secretVersions.activeFrom, now)));
  if (watched.length === 0) return;
  const [groups, scopes, versions] = [
    await holderGroups(db, now, null),
    await db.select().from(secretScopes),
    await db.select(lifetimeColumns).from(secretVersions),
  ];
  const bucket = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const rows = watched.flatMap(({ secretId }) => {
    const own = versions.filter((version) => version.secretId === secretId);
    const inScope = groupsInScope(
      groups,
      scopes.filter((scope) => scope.secretId === secretId),
    );
    return releasable(own, now).flatMap(({ id }) =>
      [false, true].flatMap((test) => {
        const active = inScope.filter((group) => group.test === test);
        if (active.length === 0) return [];
        const holders = active.filter(({ versionIds }) => versionIds.includes(id));
        return [{ versionId: id, test, bucket, instances: instancesOf(holders), active: instancesOf(active) }];
      }),
    );
  });
  if (rows.length === 0) return;
  await db
    .insert(secretAdoption)
    .values(rows)
    .onConflictDoUpdate({
      target: [secretAdoption.versionId, secretAdoption.test, secretAdoption.bucket],
      set: { instances: sql`excluded.instances`, active: sql`excluded.active` },
    });
}

const lifetimeColumns = {
  id: secretVersions.id,
  secretId: secretVersions.secretId,
  version: secretVersions.version,
  activeFrom: secretVersions.activeFrom,
  overlapSeconds: secretVersions.overlapSeconds,
  revokedAt: secretVersions.revokedAt,
};

/** Drops what no page shows any more; instances that have been gone for long hold nothing. */
export async function forgetSecretHistory(db: Database, now: Date): Promise<void> {
  const oldest = new Date(now.getTime() - KEPT_DAYS * 86_400_000).toISOString();
  const oldestReport = new Date(now.getTime() - 86_400_000).toISOString();
  const inactive = new Date(now.getTime() - 30 * ACTIVE_MS).toISOString();
  await db.execute(sql`DELETE FROM secret_adoption WHERE bucket < ${oldest}::timestamptz`);
  await db.execute(sql`DELETE FROM secret_retired_uses WHERE last_at < ${oldest}::timestamptz`);
  await db.execute(sql`DELETE FROM secret_retired_use_minutes WHERE bucket < ${oldest}::timestamptz`);
  await db.execute(sql`DELETE FROM secret_vault_reports WHERE reported_at < ${oldestReport}::timestamptz`);
  await db.execute(sql`DELETE FROM secret_holdings WHERE delivered_at < ${inactive}::timestamptz`);
}
