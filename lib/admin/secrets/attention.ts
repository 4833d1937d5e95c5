import { secretAttentionSchema } from "../../contract/admin/secrets";
import { secretAttention } from "../../metrics/secret-attention";
import { defineEndpoint } from "../endpoint";
import { selectSecrets } from "./public-secret";

export const getSecretAttention = defineEndpoint({
  method: "GET",
  path: "/api/secrets/attention",
  summary: "Secrets that need eyes: overlaps that end and versions that start within a day, broken ones, late uses",
  permission: "read",
  response: secretAttentionSchema,
  run: async ({ db, now }) => secretAttention(db, await selectSecrets(db, now), now),
});
