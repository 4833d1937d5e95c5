import { z } from "zod";
import { ADOPTION_RANGES, versionAdoptionSchema } from "../../contract/version-adoption";
import { versionAdoption } from "../../metrics/version-adoption";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "./filter-query";

export const getVersionAdoption = defineEndpoint({
  method: "GET",
  path: "/api/metrics/version-adoption",
  summary: "Attempts by app version, day by day: how releases of an app took over from each other",
  permission: "read",
  query: z.object({ ...filterQuery.shape, range: z.enum(ADOPTION_RANGES).optional().describe("30d unless given") }),
  response: versionAdoptionSchema,
  run: (context) => versionAdoption(context.db, filterOf(context), context.now, context.query.range ?? "30d"),
});
