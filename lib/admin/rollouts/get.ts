import { idParams } from "../../contract/admin/common";
import { rolloutQuery, rolloutStateSchema } from "../../contract/admin/rollouts";
import { findApp } from "../apps/public-app";
import { defineEndpoint } from "../endpoint";
import { publicRollout, rolloutsOf } from "./public-rollout";

export const getRollout = defineEndpoint({
  method: "GET",
  path: "/api/apps/{id}/rollout",
  summary: "The rollout of a policy version that is open, with what it has counted, and the one before",
  permission: "read",
  params: idParams,
  query: rolloutQuery,
  response: rolloutStateSchema,
  run: async ({ db, params, query }) => {
    const app = await findApp(db, params.id);
    const { open, last } = await rolloutsOf(db, app.id);
    const test = query.test === "1";
    return {
      rollout: open && (await publicRollout(db, open, test)),
      last: last && (await publicRollout(db, last, test)),
    };
  },
});
