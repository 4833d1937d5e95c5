import { alertChannelsSchema } from "../../contract/admin/alert-channels";
import { defineEndpoint } from "../endpoint";
import { selectChannels } from "./public-channel";

export const listAlertChannels = defineEndpoint({
  method: "GET",
  path: "/api/alert-channels",
  summary: "Where notifications and events go, without the secrets of it",
  permission: "read",
  response: alertChannelsSchema,
  run: async ({ db }) => ({ channels: await selectChannels(db) }),
});
