import { z } from "zod";
import { CHANGE_BASELINES, changesSchema } from "../../contract/changes";
import { FIRST_REASONS } from "../../contract/metrics";
import { changes } from "../../metrics/changes";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "./filter-query";

export const getChanges = defineEndpoint({
  method: "GET",
  path: "/api/metrics/changes",
  summary: "What is refused more than before, surest rises first",
  permission: "read",
  query: filterQuery.extend({
    baseline: z
      .enum(CHANGE_BASELINES)
      .default("week")
      .describe("`previous`: the time just before; `week`: one week before"),
    first: z.enum(FIRST_REASONS).optional().describe("Only refusals that show this reason first"),
  }),
  response: changesSchema,
  run: (context) => {
    const { baseline, first } = context.query;
    return changes(context.db, filterOf(context), context.now, { baseline, reason: first });
  },
});
