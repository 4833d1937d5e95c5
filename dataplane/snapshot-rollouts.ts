import { and, eq, isNull } from "drizzle-orm";
import type { Database } from "../drizzle/client";
import { policyRollouts, policyVersions } from "../drizzle/schema";
import type { PolicyRollout } from "../lib/attestation/reference-values";
import { parseStoredPolicy } from "../lib/contract/policy";

/** The rollouts that are running, by app. One that is paused or was stopped judges nobody. */
export async function loadRollouts(db: Pick<Database, "select">): Promise<Map<number, PolicyRollout>> {
  const rows = await db
    .select({ rollout: policyRollouts, policy: policyVersions })
    .from(policyRollouts)
    .innerJoin(policyVersions, eq(policyVersions.id, policyRollouts.policyVersionId))
    .where(and(isNull(policyRollouts.endedAt), eq(policyRollouts.state, "running")));
  return new Map(
    rows.flatMap(({ rollout: { id, appId, mode, percent }, policy }) => {
      const rules = parseStoredPolicy(policy.policy);
      if (rules === null || (mode !== "shadow" && mode !== "enforce")) return [];
      return [[appId, { id, mode, percent, policy: { id: policy.id, version: policy.version, rules } }] as const];
    }),
  );
}
