import { apiDomainSchema } from "../../contract/admin/api-domains";
import { idParams } from "../../contract/admin/common";
import { defineEndpoint } from "../endpoint";
import { findApiDomain } from "./public-api-domain";

export const getApiDomain = defineEndpoint({
  method: "GET",
  path: "/api/api-domains/{id}",
  summary: "One API domain",
  permission: "read",
  params: idParams,
  response: apiDomainSchema,
  run: ({ db, params, now }) => findApiDomain(db, params.id, now),
});
