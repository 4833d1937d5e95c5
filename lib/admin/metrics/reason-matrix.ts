import { z } from "zod";
import { MATRIX_DIMENSIONS } from "../../contract/filter";
import { reasonMatrixSchema } from "../../contract/metrics";
import { reasonMatrix } from "../../metrics/reason-matrix";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "./filter-query";

export const getReasonMatrix = defineEndpoint({
  method: "GET",
  path: "/api/metrics/reason-matrix",
  summary: "Refusals by first reason and version, country or model",
  permission: "read",
  query: filterQuery.extend({ by: z.enum(MATRIX_DIMENSIONS).default("version") }),
  response: reasonMatrixSchema,
  run: (context) => reasonMatrix(context.db, filterOf(context), context.now, context.query.by),
});
