import { eq } from "drizzle-orm";
import { apps, policyActivations } from "../../../drizzle/schema";
import { activatePolicySchema, policyVersionParams, policyVersionSchema } from "../../contract/admin/policies";
import { AttestryError } from "../../errors";
import { lockApp } from "../apps/public-app";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { endOpenRollout } from "../rollouts/public-rollout";
import { requireConfirmation } from "./confirmation";
import { findPolicyVersion } from "./public-policy";

export const activatePolicy = defineEndpoint({
  method: "POST",
  path: "/api/apps/{id}/policies/{version}/activate",
  summary: "Put a policy version in force; rolling back is activating an older one",
  permission: "policies:write",
  params: policyVersionParams,
  body: activatePolicySchema,
  response: policyVersionSchema,
  run: async (context) => {
    const { id, version } = context.params;
    const { replaces, confirm, reason } = context.body;
    const target = await findPolicyVersion(context.db, id, version);
    await requireConfirmation(context, id, target.shown.policy, confirm);
    return change(context, { configuration: true }, async (tx) => {
      const app = await lockApp(tx, id);
      const active = app.activePolicyVersion;
      if (replaces !== undefined && replaces !== active) {
        throw new AttestryError("conflict", `Version ${active ?? "none"} is in force by now. Compare, then try again.`);
      }
      const policyVersionId = target.id;
      if (active === version) return { answer: target.shown, audit: [] };
      await tx.update(apps).set({ activePolicyId: policyVersionId }).where(eq(apps.id, id));
      await tx.insert(policyActivations).values({
        appId: id,
        policyVersionId,
        activatedBy: context.principal.name,
        activatedAt: context.now,
        reason,
      });
      await endOpenRollout(tx, id, policyVersionId, {
        changedBy: context.principal.name,
        changedAt: context.now,
        reason: reason ?? null,
      });
      return {
        answer: (await findPolicyVersion(tx, id, version)).shown,
        audit: {
          action: "policy.activate",
          entity: `app:${id}/policy:${version}`,
          before: { activeVersion: active },
          after: { activeVersion: version, ...(reason === undefined ? {} : { reason }) },
        },
      };
    });
  },
});
