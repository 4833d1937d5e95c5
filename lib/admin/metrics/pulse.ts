import { pulseSchema } from "../../contract/metrics";
import { pulse } from "../../metrics/pulse";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "./filter-query";

export const getPulse = defineEndpoint({
  method: "GET",
  path: "/api/metrics/pulse",
  summary: "The last minutes, against the usual of this hour",
  permission: "read",
  query: filterQuery,
  response: pulseSchema,
  run: (context) => pulse(context.db, filterOf(context), context.now),
});
