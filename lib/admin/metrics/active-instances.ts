import { activeInstancesSchema } from "../../contract/metrics";
import { activeInstances } from "../../metrics/active-instances";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "./filter-query";

export const getActiveInstances = defineEndpoint({
  method: "GET",
  path: "/api/metrics/active-instances",
  summary: "Distinct instances of the last hour, day and month",
  permission: "read",
  query: filterQuery,
  response: activeInstancesSchema,
  run: (context) => activeInstances(context.db, filterOf(context), context.now),
});
