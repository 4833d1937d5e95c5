import { alertRuleSchema } from "../../contract/admin/alerts";
import { idParams } from "../../contract/admin/common";
import { defineEndpoint } from "../endpoint";
import { findRule } from "./public-rule";

export const getAlertRule = defineEndpoint({
  method: "GET",
  path: "/api/alert-rules/{id}",
  summary: "One alert rule with how it stands",
  permission: "read",
  params: idParams,
  response: alertRuleSchema,
  run: ({ db, params }) => findRule(db, params.id),
});
