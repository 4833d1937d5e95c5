import { z } from "zod";
import { DIMENSIONS, type Filter, filterFromQuery, RANGES } from "../../contract/filter";

const value = z.string().min(1).max(200);
/** One value, or the parameter repeated. */
const values = z.union([value, z.array(value).max(50)]).optional();

const dimensions = Object.fromEntries(
  DIMENSIONS.flatMap((dimension) => [
    [dimension, values.describe(`Include: ${dimension}`)],
    [`not.${dimension}`, values.describe(`Exclude: ${dimension}`)],
  ]),
);

/** The filter as every metric takes it in its query; `lib/contract/filter.ts` writes and reads the same. */
export const filterQuery = z.object({
  range: z.enum(Object.keys(RANGES)).optional().describe("Time range up to now; 1h unless given"),
  from: z.iso.datetime().optional().describe("Start of a fixed time; with `to` it outranks `range`"),
  to: z.iso.datetime().optional(),
  unit: z.enum(["attestations", "instances"]).optional(),
  test: z.literal("1").optional().describe("Count test traffic too"),
  ...dimensions,
});

/** The filter of a query that {@link filterQuery} has parsed. */
export function filterOf({ searchParams }: { searchParams: URLSearchParams }): Filter {
  return filterFromQuery(searchParams);
}
