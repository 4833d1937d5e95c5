import { idParams } from "../../contract/admin/common";
import { policyPreviewSchema, previewPolicySchema } from "../../contract/admin/policy-preview";
import { previewPolicy } from "../../metrics/policy-preview/preview";
import { findApp } from "../apps/public-app";
import { defineEndpoint } from "../endpoint";
import { findPolicyVersion } from "./public-policy";

export const previewPolicyEndpoint = defineEndpoint({
  method: "POST",
  path: "/api/apps/{id}/policies/preview",
  summary: "What a draft or a version would change, replayed over real history",
  permission: "read",
  params: idParams,
  body: previewPolicySchema,
  response: policyPreviewSchema,
  run: async ({ db, params, body: { policy, version, range, test }, now }) => {
    const app = await findApp(db, params.id);
    const draft = policy ?? (await findPolicyVersion(db, app.id, version ?? 0)).shown.policy;
    return previewPolicy(db, { appId: app.id, draft, range, test, recent: true }, now);
  },
});
