import { and, eq } from "drizzle-orm";
import { alertChannels, alertDeliveries, alertRuleChannels } from "../../../drizzle/schema";
import { doneSchema, idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { auditedChannel, lockChannel } from "./public-channel";

export const deleteAlertChannel = defineEndpoint({
  method: "DELETE",
  path: "/api/alert-channels/{id}",
  summary: "Delete a channel and its secrets; what waits for it is given up",
  permission: "alerts:write",
  params: idParams,
  response: doneSchema,
  run: (context) =>
    change(context, { configuration: false }, async (tx) => {
      const { id } = context.params;
      const { now } = context;
      const before = await lockChannel(tx, id);
      await tx.delete(alertRuleChannels).where(eq(alertRuleChannels.channelId, id));
      await tx
        .update(alertDeliveries)
        .set({ state: "failed", settledAt: now })
        .where(and(eq(alertDeliveries.channelId, id), eq(alertDeliveries.state, "waiting")));
      await tx.update(alertChannels).set({ sealed: "", deletedAt: now }).where(eq(alertChannels.id, id));
      return {
        answer: { done: true },
        audit: { action: "alert-channel.delete", entity: `alert-channel:${id}`, before: auditedChannel(before) },
      };
    }),
});
