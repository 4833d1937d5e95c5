import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../../drizzle/client";
import { builds } from "../../../drizzle/schema";
import type { Build } from "../../contract/admin/apps";
import { firstRow } from "../rows";
import { publicBuild } from "./public-build";

type NewBuild = typeof builds.$inferInsert;

/** Registers a build once: one with the same app, version and signers is returned as it is, with `created` false. */
export async function insertBuild(tx: Transaction, build: NewBuild): Promise<{ build: Build; created: boolean }> {
  const [row] = await tx.insert(builds).values(build).onConflictDoNothing().returning();
  if (row !== undefined) return { build: publicBuild(row), created: true };
  const same = await tx
    .select()
    .from(builds)
    .where(
      and(
        eq(builds.appId, build.appId),
        eq(builds.versionCode, build.versionCode),
        eq(builds.versionName, build.versionName),
        eq(builds.signerDigests, build.signerDigests),
      ),
    );
  return { build: publicBuild(firstRow(same)), created: false };
}
