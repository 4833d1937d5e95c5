import { z } from "zod";
import { trendSchema } from "../../contract/metrics";
import { TREND_BASELINES } from "../../contract/views";
import { trend } from "../../metrics/trend";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "./filter-query";

export const getTrend = defineEndpoint({
  method: "GET",
  path: "/api/metrics/trend",
  summary: "Attempts by time, outcome and first reason",
  permission: "read",
  query: filterQuery.extend({
    compare: z
      .enum(TREND_BASELINES)
      .default("none")
      .describe("`week`: the same window one week before; `previous`: the one just before"),
  }),
  response: trendSchema,
  run: (context) => trend(context.db, filterOf(context), context.now, context.query.compare),
});
