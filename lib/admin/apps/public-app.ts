import { and, count, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { apps, builds, policyVersions } from "../../../drizzle/schema";
import type { App } from "../../contract/admin/apps";
import { AttestryError } from "../../errors";
import { iso, isoOrNull } from "../iso";

export function selectApps(db: Pick<Database, "select">) {
  return db
    .select({
      id: apps.id,
      platform: apps.platform,
      appId: apps.appId,
      name: apps.name,
      acceptsTestTraffic: apps.acceptsTestTraffic,
      activePolicyVersion: policyVersions.version,
      builds: count(builds.id),
      newestVersion: sql<
        string | null
      >`(array_agg(${builds.versionName} ORDER BY ${builds.versionCode} DESC, ${builds.id} DESC))[1]`,
      createdAt: apps.createdAt,
      archivedAt: apps.archivedAt,
    })
    .from(apps)
    .leftJoin(policyVersions, eq(policyVersions.id, apps.activePolicyId))
    .leftJoin(builds, and(eq(builds.appId, apps.id), isNull(builds.revokedAt)))
    .groupBy(apps.id, policyVersions.version);
}

type AppRow = Awaited<ReturnType<typeof selectApps>>[number];

export function publicApp(row: AppRow): App {
  return { ...row, createdAt: iso(row.createdAt), archivedAt: isoOrNull(row.archivedAt) };
}

/** One app by its row id. Throws `not_found`. */
export async function findApp(db: Pick<Database, "select">, id: number): Promise<App> {
  const [row] = await selectApps(db).where(eq(apps.id, id));
  if (row === undefined) throw new AttestryError("not_found", "There is no such app.");
  return publicApp(row);
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockApp(tx: Pick<Database, "select">, id: number): Promise<App> {
  await tx.select({ id: apps.id }).from(apps).where(eq(apps.id, id)).for("update");
  return findApp(tx, id);
}
