import { previewAlert } from "../../alerts/preview";
import { alertPreviewSchema, previewAlertSchema } from "../../contract/admin/alerts";
import { defineEndpoint } from "../endpoint";

export const previewAlertRule = defineEndpoint({
  method: "POST",
  path: "/api/alert-rules/preview",
  summary: "How a rule would have gone over the last days, minute by minute; changes nothing",
  permission: "read",
  body: previewAlertSchema,
  response: alertPreviewSchema,
  run: ({ db, body, now }) => previewAlert(db, body.definition, body.days, now),
});
