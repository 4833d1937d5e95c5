import { alertDeliveriesSchema } from "../../contract/admin/alert-channels";
import { idParams } from "../../contract/admin/common";
import { defineEndpoint } from "../endpoint";
import { selectDeliveries } from "./deliveries";
import { findChannel } from "./public-channel";

export const listAlertDeliveries = defineEndpoint({
  method: "GET",
  path: "/api/alert-channels/{id}/deliveries",
  summary: "The newest messages of a channel with every attempt to deliver them",
  permission: "read",
  params: idParams,
  response: alertDeliveriesSchema,
  run: async ({ db, params }) => {
    const channel = await findChannel(db, params.id);
    return { deliveries: await selectDeliveries(db, channel.id) };
  },
});
