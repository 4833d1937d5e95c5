import { z } from "zod";
import { DIMENSIONS } from "../../contract/filter";
import { filterValuesSchema } from "../../contract/metrics";
import { isFacetDimension } from "../../metrics/filter-sql";
import { filterValues } from "../../metrics/filter-values";
import { defineEndpoint } from "../endpoint";

export const getFilterValues = defineEndpoint({
  method: "GET",
  path: "/api/metrics/filter-values",
  summary: "Values of a dimension that were seen",
  permission: "read",
  query: z.object({
    dimension: z.enum(DIMENSIONS.filter(isFacetDimension)).describe("Reasons and outcomes are a closed list"),
    test: z.literal("1").optional(),
  }),
  response: filterValuesSchema,
  run: ({ db, query }) => filterValues(db, query.dimension, query.test === "1"),
});
