import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { compareVersions } from "../attestation/reference-values";
import { select } from "./select";

/** Instances count as active for this long after a delivery. */
export const ACTIVE_MS = 86_400_000;

const groupRow = z.object({
  versionIds: z.array(z.number()),
  appId: z.number(),
  appVersion: z.string(),
  sdkVersion: z.string(),
  test: z.boolean(),
  instances: z.number(),
  lastAt: z.number(),
});

/** Active instances that hold the same versions in the same app version. */
export type HolderGroup = z.infer<typeof groupRow>;

/** Who holds what now: one row a set of versions and app version, whatever the size of the fleet. O(active instances). */
export function holderGroups(db: Database, now: Date, appIds: readonly number[] | null): Promise<HolderGroup[]> {
  const since = new Date(now.getTime() - ACTIVE_MS).toISOString();
  return select(
    db,
    groupRow,
    sql`WITH held AS (
      SELECT set_key, facet_id, count(*)::int AS instances, max(delivered_at) AS last_at
      FROM secret_holdings WHERE delivered_at > ${since}::timestamptz GROUP BY set_key, facet_id
    )
    SELECT s.version_ids AS "versionIds", f.app_id AS "appId", f.app_version AS "appVersion",
      f.sdk_version AS "sdkVersion", f.test, sum(h.instances)::int AS instances,
      (extract(epoch FROM max(h.last_at)) * 1000)::float8 AS "lastAt"
    FROM held h JOIN facets f ON f.id = h.facet_id JOIN secret_sets s ON s.key = h.set_key
    WHERE f.app_id IS NOT NULL AND ${appIds === null ? sql`true` : sql`f.app_id = ANY(${sql.param(appIds)}::int[])`}
    GROUP BY s.key, s.version_ids, f.app_id, f.app_version, f.sdk_version, f.test`,
  );
}

/** The groups that a secret is for. */
export function groupsInScope(
  groups: readonly HolderGroup[],
  scopes: readonly { readonly appId: number; readonly minVersion: string | null }[],
): HolderGroup[] {
  const minimum = new Map(scopes.map(({ appId, minVersion }) => [appId, minVersion]));
  return groups.filter(({ appId, appVersion }) => {
    const minVersion = minimum.get(appId);
    if (minVersion === undefined) return false;
    return minVersion === null || compareVersions(appVersion, minVersion) >= 0;
  });
}

/** Sum of the instances of groups. */
export function instancesOf(groups: readonly HolderGroup[]): number {
  return groups.reduce((sum, { instances }) => sum + instances, 0);
}
