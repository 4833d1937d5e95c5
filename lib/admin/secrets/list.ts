import { secretsSchema } from "../../contract/admin/secrets";
import { defineEndpoint } from "../endpoint";
import { selectSecrets } from "./public-secret";

export const listSecrets = defineEndpoint({
  method: "GET",
  path: "/api/secrets",
  summary: "The runtime secrets with their versions, never a value",
  permission: "read",
  response: secretsSchema,
  run: async ({ db, now }) => ({ secrets: await selectSecrets(db, now) }),
});
