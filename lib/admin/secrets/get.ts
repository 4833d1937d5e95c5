import { idParams } from "../../contract/admin/common";
import { secretSchema } from "../../contract/admin/secrets";
import { defineEndpoint } from "../endpoint";
import { findSecret } from "./public-secret";

export const getSecret = defineEndpoint({
  method: "GET",
  path: "/api/secrets/{id}",
  summary: "One runtime secret with its versions, never a value",
  permission: "read",
  params: idParams,
  response: secretSchema,
  run: ({ db, params, now }) => findSecret(db, params.id, now),
});
