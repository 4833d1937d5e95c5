import { eq } from "drizzle-orm";
import { alertChannels } from "../../../drizzle/schema";
import { alertChannelSchema, updateAlertChannelSchema } from "../../contract/admin/alert-channels";
import { idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { refuseTakenName } from "../unique-name";
import { auditedChannel, findChannel, lockChannel } from "./public-channel";

export const updateAlertChannel = defineEndpoint({
  method: "PATCH",
  path: "/api/alert-channels/{id}",
  summary: "Rename a channel, or switch it off and on; what waits is kept meanwhile",
  permission: "alerts:write",
  params: idParams,
  body: updateAlertChannelSchema,
  response: alertChannelSchema,
  run: (context) => {
    const work = change(context, { configuration: false }, async (tx) => {
      const { id } = context.params;
      const before = await lockChannel(tx, id);
      const { name = before.name, enabled = before.enabled } = context.body;
      await tx.update(alertChannels).set({ name, enabled }).where(eq(alertChannels.id, id));
      const answer = await findChannel(tx, id);
      const audit = { action: "alert-channel.update", entity: `alert-channel:${id}` };
      return { answer, audit: { ...audit, before: auditedChannel(before), after: auditedChannel(answer) } };
    });
    return refuseTakenName(work, "a channel");
  },
});
