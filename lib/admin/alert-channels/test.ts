import { alertDeliveries } from "../../../drizzle/schema";
import { uuidV7 } from "../../clock";
import { alertDeliverySchema } from "../../contract/admin/alert-channels";
import { idParams } from "../../contract/admin/common";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { findDelivery } from "./deliveries";
import { lockChannel } from "./public-channel";

export const testAlertChannel = defineEndpoint({
  method: "POST",
  path: "/api/alert-channels/{id}/test",
  summary: "Send a test message; the delivery log tells how it went",
  permission: "alerts:write",
  params: idParams,
  response: alertDeliverySchema,
  status: 201,
  run: (context) =>
    change(context, { configuration: false }, async (tx) => {
      const { now, principal } = context;
      const channel = await lockChannel(tx, context.params.id);
      if (!channel.enabled) throw new AttestryError("conflict", "The channel is switched off.");
      const id = uuidV7(now);
      await tx.insert(alertDeliveries).values({
        id,
        channelId: channel.id,
        kind: "test",
        payload: { type: "test", sentBy: principal.name },
        summary: `Test of the channel ${channel.name}. Sent by ${principal.name}.`,
        nextAttemptAt: now,
        createdAt: now,
      });
      return {
        answer: await findDelivery(tx, id),
        audit: { action: "alert-channel.test", entity: `alert-channel:${channel.id}`, after: { delivery: id } },
      };
    }),
});
