import { apiDomainsSchema } from "../../contract/admin/api-domains";
import { defineEndpoint } from "../endpoint";
import { selectApiDomains } from "./public-api-domain";

export const listApiDomains = defineEndpoint({
  method: "GET",
  path: "/api/api-domains",
  summary: "The APIs that apps get tokens for, with token settings and keys, never a secret",
  permission: "read",
  response: apiDomainsSchema,
  run: async ({ db, now }) => ({ apiDomains: await selectApiDomains(db, now) }),
});
