import { reasonsSchema } from "../../contract/metrics";
import { reasons } from "../../metrics/reasons";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "./filter-query";

export const getReasons = defineEndpoint({
  method: "GET",
  path: "/api/metrics/reasons",
  summary: "First reasons of refusals, against the week before",
  permission: "read",
  query: filterQuery,
  response: reasonsSchema,
  run: (context) => reasons(context.db, filterOf(context), context.now),
});
