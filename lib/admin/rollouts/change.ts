import { eq } from "drizzle-orm";
import { policyRollouts } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { changeRolloutSchema, rolloutSchema } from "../../contract/admin/rollouts";
import { AttestryError } from "../../errors";
import { lockApp } from "../apps/public-app";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { auditedRollout, lockRollout, publicRollout } from "./public-rollout";
import { nextMinute } from "./watched-since";

export const changeRollout = defineEndpoint({
  method: "PATCH",
  path: "/api/apps/{id}/rollout",
  summary: "Pause a rollout, go on with it, or change its share or its band",
  permission: "policies:write",
  params: idParams,
  body: changeRolloutSchema,
  response: rolloutSchema,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const { body, now } = context;
      const app = await lockApp(tx, context.params.id);
      const before = await lockRollout(tx, app.id, body.revision);
      if (before.mode === "shadow" && body.percent !== undefined) {
        throw new AttestryError("conflict", "A version in the shadow is watched on all instances; it has no share.");
      }
      const resumes = body.state === "running" && before.state !== "running";
      const rows = await tx
        .update(policyRollouts)
        .set({
          percent: body.percent ?? before.percent,
          state: body.state ?? before.state,
          stopReason: resumes ? null : before.stopReason,
          lowestRejectionRate: body.band === undefined ? before.lowestRejectionRate : body.band.lowest,
          highestRejectionRate: body.band === undefined ? before.highestRejectionRate : body.band.highest,
          minimumAttestations: body.minimumAttestations ?? before.minimumAttestations,
          revision: before.revision + 1,
          changedBy: context.principal.name,
          changedAt: now,
          reason: body.reason ?? null,
          // Whoever goes on after a stop has seen that rate. Attestations are counted by the minute, so that what is new
          // can be told from what led to the stop from the next minute on.
          watchedSince: resumes ? nextMinute(now) : before.watchedSince,
        })
        .where(eq(policyRollouts.id, before.id))
        .returning();
      const row = firstRow(rows);
      return {
        answer: await publicRollout(tx, row, false),
        audit: {
          action: "rollout.change",
          entity: `app:${app.id}/rollout:${row.id}`,
          before: auditedRollout(before),
          after: auditedRollout(row),
        },
      };
    }),
});
