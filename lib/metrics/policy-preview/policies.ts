import { eq } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { apps, policyVersions } from "../../../drizzle/schema";
import { type AppraisalPolicy, parseStoredPolicy } from "../../contract/policy";

/** The versions that history was judged by, and the one in force. */
export interface KnownPolicies {
  /** By row id, as history names them. */
  readonly byId: ReadonlyMap<number, AppraisalPolicy>;
  readonly active: { readonly id: number; readonly version: number; readonly rules: AppraisalPolicy } | null;
}

/** Every version of an app's policy: O(versions). */
export async function policiesOfApp(db: Database, appId: number): Promise<KnownPolicies> {
  const [versions, [app]] = await Promise.all([
    db
      .select({ id: policyVersions.id, version: policyVersions.version, policy: policyVersions.policy })
      .from(policyVersions)
      .where(eq(policyVersions.appId, appId)),
    db.select({ activePolicyId: apps.activePolicyId }).from(apps).where(eq(apps.id, appId)),
  ]);
  const parsed = versions.flatMap(({ id, version, policy }) => {
    const rules = parseStoredPolicy(policy);
    return rules === null ? [] : [{ id, version, rules }];
  });
  return {
    byId: new Map(parsed.map(({ id, rules }) => [id, rules])),
    active: parsed.find(({ id }) => id === app?.activePolicyId) ?? null,
  };
}
