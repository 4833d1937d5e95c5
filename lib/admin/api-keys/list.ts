import { desc } from "drizzle-orm";
import { apiKeys } from "../../../drizzle/schema";
import { apiKeysSchema } from "../../contract/admin/api-keys";
import { defineEndpoint } from "../endpoint";
import { publicApiKey, selectApiKeys } from "./public-api-key";

export const listApiKeys = defineEndpoint({
  method: "GET",
  path: "/api/api-keys",
  summary: "Every API key, revoked ones included, without the keys themselves",
  permission: "read",
  response: apiKeysSchema,
  run: async ({ db }) => ({ apiKeys: (await selectApiKeys(db).orderBy(desc(apiKeys.id))).map(publicApiKey) }),
});
