import { z } from "zod";
import {
  closedValues,
  DIMENSIONS,
  type Dimension,
  FILTER_UNITS,
  type Filter,
  filterFromQuery,
  RANGES,
  VALUE_LENGTH_MAX,
  VALUES_MAX,
} from "../../contract/filter";

/** One value, or the parameter repeated. */
function valuesOf(dimension: Dimension) {
  const closed = closedValues(dimension);
  const value = closed === null ? z.string().min(1).max(VALUE_LENGTH_MAX) : z.enum(closed);
  return z.union([value, z.array(value).max(VALUES_MAX)]).optional();
}

const dimensions = Object.fromEntries(
  DIMENSIONS.flatMap((dimension) => [
    [dimension, valuesOf(dimension).describe(`Include: ${dimension}`)],
    [`not.${dimension}`, valuesOf(dimension).describe(`Exclude: ${dimension}`)],
  ]),
);

/** The filter as every metric takes it in its query; `lib/contract/filter.ts` writes and reads the same. */
export const filterQuery = z.object({
  range: z.enum(Object.keys(RANGES)).optional().describe("Time range up to now; 1h unless given"),
  from: z.iso.datetime().optional().describe("Start of a fixed time; with `to` it outranks `range`"),
  to: z.iso.datetime().optional(),
  unit: z.enum(FILTER_UNITS).optional(),
  test: z.literal("1").optional().describe("Count test traffic too"),
  ...dimensions,
});

/** The filter of a query that {@link filterQuery} has parsed. */
export function filterOf({ searchParams }: { searchParams: URLSearchParams }): Filter {
  return filterFromQuery(searchParams);
}
