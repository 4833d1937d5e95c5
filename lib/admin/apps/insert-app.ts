import { eq } from "drizzle-orm";
import type { Transaction } from "../../../drizzle/client";
import { apps, policyActivations, policyVersions } from "../../../drizzle/schema";
import type { Platform } from "../../contract/evidence";
import { STARTING_POLICY } from "../../contract/policy";
import { firstRow } from "../rows";

export interface NewApp {
  readonly platform: Platform;
  readonly appId: string;
  readonly name: string;
}

/**
 * Inserts an app with the starting policy as its version 1, in force from the first moment: an app without a policy
 * would refuse everything. Returns the row id, or null when the app is registered already.
 */
export async function insertApp(tx: Transaction, app: NewApp, author: string, now: Date): Promise<number | null> {
  const [row] = await tx
    .insert(apps)
    .values({ ...app, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: apps.id });
  if (row === undefined) return null;
  const reason = "What a new app starts with";
  const policy = { appId: row.id, version: 1, policy: STARTING_POLICY, reason, author, createdAt: now };
  const { id } = firstRow(await tx.insert(policyVersions).values(policy).returning({ id: policyVersions.id }));
  await tx
    .insert(policyActivations)
    .values({ appId: row.id, policyVersionId: id, activatedBy: author, activatedAt: now });
  await tx.update(apps).set({ activePolicyId: id }).where(eq(apps.id, row.id));
  return row.id;
}
