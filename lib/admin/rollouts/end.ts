import { eq } from "drizzle-orm";
import { policyRollouts } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { endRolloutSchema, rolloutSchema } from "../../contract/admin/rollouts";
import { lockApp } from "../apps/public-app";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { auditedRollout, lockRollout, publicRollout } from "./public-rollout";

export const endRollout = defineEndpoint({
  method: "POST",
  path: "/api/apps/{id}/rollout/end",
  summary: "End a rollout: the version in force judges all instances again",
  permission: "policies:write",
  params: idParams,
  body: endRolloutSchema,
  response: rolloutSchema,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const app = await lockApp(tx, context.params.id);
      const before = await lockRollout(tx, app.id, context.body.revision);
      const rows = await tx
        .update(policyRollouts)
        .set({
          state: "ended",
          revision: before.revision + 1,
          changedBy: context.principal.name,
          changedAt: context.now,
          reason: context.body.reason ?? null,
          endedAt: context.now,
        })
        .where(eq(policyRollouts.id, before.id))
        .returning();
      const row = firstRow(rows);
      return {
        answer: await publicRollout(tx, row, false),
        audit: {
          action: "rollout.end",
          entity: `app:${app.id}/rollout:${row.id}`,
          before: auditedRollout(before),
          after: auditedRollout(row),
        },
      };
    }),
});
