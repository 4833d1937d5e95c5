import { alertRulesSchema } from "../../contract/admin/alerts";
import { defineEndpoint } from "../endpoint";
import { selectRules } from "./public-rule";

export const listAlertRules = defineEndpoint({
  method: "GET",
  path: "/api/alert-rules",
  summary: "Every alert rule with how it stands",
  permission: "read",
  response: alertRulesSchema,
  run: async ({ db }) => ({ rules: await selectRules(db) }),
});
