import { policyRollouts } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { rolloutSchema, startRolloutSchema } from "../../contract/admin/rollouts";
import { AttestryError } from "../../errors";
import { findApp, lockApp } from "../apps/public-app";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { requireConfirmation } from "../policies/confirmation";
import { findPolicyVersion } from "../policies/public-policy";
import { firstRow } from "../rows";
import { auditedRollout, publicRollout, rolloutsOf } from "./public-rollout";
import { watchedFromStart } from "./watched-since";

export const startRollout = defineEndpoint({
  method: "POST",
  path: "/api/apps/{id}/rollout",
  summary: "Watch a policy version in the shadow, or put it in force for a share of the instances",
  permission: "policies:write",
  params: idParams,
  body: startRolloutSchema,
  response: rolloutSchema,
  status: 201,
  run: async (context) => {
    const { body, now } = context;
    const { id: appId } = await findApp(context.db, context.params.id);
    const target = await findPolicyVersion(context.db, appId, body.version);
    if (body.mode === "enforce") await requireConfirmation(context, appId, target.shown.policy, body.confirm);
    return change(context, { configuration: true }, async (tx) => {
      const app = await lockApp(tx, appId);
      const active = app.activePolicyVersion;
      if (body.replaces !== undefined && body.replaces !== active) {
        throw new AttestryError("conflict", `Version ${active ?? "none"} is in force by now. Compare, then try again.`);
      }
      if (active === body.version) {
        throw new AttestryError("conflict", `Version ${active} is in force for all already.`);
      }
      const { open } = await rolloutsOf(tx, appId);
      if (open !== null) {
        throw new AttestryError(
          "conflict",
          "Another rollout of this app is open. End it, or put its version in force.",
        );
      }
      const by = context.principal.name;
      const rows = await tx
        .insert(policyRollouts)
        .values({
          appId,
          policyVersionId: target.id,
          mode: body.mode,
          percent: body.mode === "shadow" ? 100 : body.percent,
          state: "running",
          lowestRejectionRate: body.band.lowest,
          highestRejectionRate: body.band.highest,
          minimumAttestations: body.minimumAttestations,
          startedBy: by,
          startedAt: now,
          changedBy: by,
          changedAt: now,
          reason: body.reason,
          watchedSince: await watchedFromStart(tx, { appId, policyVersionId: target.id }, now),
        })
        .returning();
      const row = firstRow(rows);
      return {
        answer: await publicRollout(tx, row, false),
        audit: {
          action: "rollout.start",
          entity: `app:${appId}/policy:${body.version}`,
          after: auditedRollout(row),
        },
      };
    });
  },
});
