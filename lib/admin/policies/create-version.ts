import { policyVersions } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { createPolicyVersionSchema, policyVersionSchema } from "../../contract/admin/policies";
import { AttestryError } from "../../errors";
import { lockApp } from "../apps/public-app";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { findPolicyVersion, selectPolicyVersions } from "./public-policy";

export const createPolicyVersion = defineEndpoint({
  method: "POST",
  path: "/api/apps/{id}/policies",
  summary: "Write a new policy version; it judges nothing until it is activated",
  permission: "policies:write",
  params: idParams,
  body: createPolicyVersionSchema,
  response: policyVersionSchema,
  status: 201,
  run: (context) => {
    const { baseVersion, policy, reason } = context.body;
    const author = context.principal.name;
    return change(context, { configuration: false }, async (tx) => {
      const app = await lockApp(tx, context.params.id);
      const [newest] = await selectPolicyVersions(tx, app.id, { limit: 1 });
      const newestVersion = newest?.version ?? 0;
      if (newestVersion !== baseVersion) {
        throw new AttestryError(
          "conflict",
          `Version ${newestVersion} by ${newest?.author} was written meanwhile. Compare, then write yours on top of it.`,
        );
      }
      const version = newestVersion + 1;
      await tx
        .insert(policyVersions)
        .values({ appId: app.id, version, policy, reason, author, createdAt: context.now });
      const { shown } = await findPolicyVersion(tx, app.id, version);
      return {
        answer: shown,
        audit: {
          action: "policy.create",
          entity: `app:${app.id}/policy:${version}`,
          before: newest?.policy,
          after: { policy, reason },
        },
      };
    });
  },
});
