import { policyVersionParams, policyVersionSchema } from "../../contract/admin/policies";
import { defineEndpoint } from "../endpoint";
import { findPolicyVersion } from "./public-policy";

export const getPolicy = defineEndpoint({
  method: "GET",
  path: "/api/apps/{id}/policies/{version}",
  summary: "One policy version of an app",
  permission: "read",
  params: policyVersionParams,
  response: policyVersionSchema,
  run: async ({ db, params }) => (await findPolicyVersion(db, params.id, params.version)).shown,
});
