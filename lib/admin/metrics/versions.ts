import { versionsSchema } from "../../contract/metrics";
import { versions } from "../../metrics/versions";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "./filter-query";

export const getVersions = defineEndpoint({
  method: "GET",
  path: "/api/metrics/versions",
  summary: "App versions and platforms by active instances",
  permission: "read",
  query: filterQuery,
  response: versionsSchema,
  run: (context) => versions(context.db, filterOf(context), context.now),
});
