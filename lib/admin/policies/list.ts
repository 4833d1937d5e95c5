import { z } from "zod";
import { idParams, pageQuery } from "../../contract/admin/common";
import { policiesSchema } from "../../contract/admin/policies";
import { findApp } from "../apps/public-app";
import { defineEndpoint } from "../endpoint";
import { selectPolicyVersions } from "./public-policy";

export const listPolicies = defineEndpoint({
  method: "GET",
  path: "/api/apps/{id}/policies",
  summary: "The policy versions of an app, newest first, and which one is in force",
  permission: "read",
  params: idParams,
  query: z.object(pageQuery),
  response: policiesSchema,
  run: async ({ db, params, query }) => {
    const app = await findApp(db, params.id);
    const versions = await selectPolicyVersions(db, params.id, query);
    const last = versions.length === query.limit ? versions.at(-1) : undefined;
    return { activeVersion: app.activePolicyVersion, versions, nextCursor: last?.version ?? null };
  },
});
