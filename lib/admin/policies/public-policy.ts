import { and, desc, eq, inArray, lt } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { policyActivations, policyVersions } from "../../../drizzle/schema";
import type { PolicyVersion } from "../../contract/admin/policies";
import { parseStoredPolicy } from "../../contract/policy";
import { AttestryError } from "../../errors";
import { iso } from "../iso";

type Reader = Pick<Database, "select">;
type PolicyRow = typeof policyVersions.$inferSelect;

/** Up to `limit` versions of an app's policy, newest first, older than version `before` where that is given. */
export async function selectPolicyVersions(
  db: Reader,
  appId: number,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<PolicyVersion[]> {
  const older = before === undefined ? undefined : lt(policyVersions.version, before);
  const rows = await db
    .select()
    .from(policyVersions)
    .where(and(eq(policyVersions.appId, appId), older))
    .orderBy(desc(policyVersions.version))
    .limit(limit);
  return withActivations(db, rows);
}

/** One version with its row id, which activation needs. Throws `not_found`. */
export async function findPolicyVersion(
  db: Reader,
  appId: number,
  version: number,
): Promise<{ id: number; shown: PolicyVersion }> {
  const rows = await db
    .select()
    .from(policyVersions)
    .where(and(eq(policyVersions.appId, appId), eq(policyVersions.version, version)));
  const [shown] = await withActivations(db, rows);
  const [row] = rows;
  if (row === undefined || shown === undefined) {
    throw new AttestryError("not_found", "This app has no such policy version.");
  }
  return { id: row.id, shown };
}

async function withActivations(db: Reader, rows: readonly PolicyRow[]): Promise<PolicyVersion[]> {
  const ids = rows.map(({ id }) => id);
  const activations = await db
    .select()
    .from(policyActivations)
    .where(inArray(policyActivations.policyVersionId, ids))
    .orderBy(desc(policyActivations.id));
  return rows.map(({ id, version, policy, reason, author, createdAt }) => ({
    version,
    policy: storedPolicy(policy),
    reason,
    author,
    createdAt: iso(createdAt),
    activations: activations
      .filter(({ policyVersionId }) => policyVersionId === id)
      .map(({ activatedAt, activatedBy, reason: why }) => ({ at: iso(activatedAt), by: activatedBy, reason: why })),
  }));
}

/** With what was added to policies since it was written, at its default. */
function storedPolicy(stored: unknown) {
  const policy = parseStoredPolicy(stored);
  if (policy === null) throw new Error("a stored policy does not parse; it was written by another release");
  return policy;
}
