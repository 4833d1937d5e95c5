import { z } from "zod";
import { PLATFORMS } from "./evidence";
import { SIGNAL_IDS } from "./signals";

/** Time ranges a view can follow, in seconds. */
export const RANGES = {
  "15m": 900,
  "1h": 3600,
  "24h": 86_400,
  "7d": 604_800,
  "30d": 2_592_000,
  "90d": 7_776_000,
} as const;
export type RangeId = keyof typeof RANGES;

/** The dimensions every page filters by. */
export const DIMENSIONS = [
  "app",
  "version",
  "platform",
  "os",
  "country",
  "model",
  "sdk",
  "format",
  "reason",
  "outcome",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Stands for "nobody said": no registered app, no known country or format. No real value can be a lone hyphen. */
export const UNKNOWN_VALUE = "-";

const values = z.array(z.string().min(1).max(200)).max(50);

/** What a page shows: one filter drives every chart and table on it. It lives in the URL (components/filter). */
export const filterSchema = z.strictObject({
  range: z.enum(Object.keys(RANGES) as [RangeId, ...RangeId[]]).default("1h"),
  /** Absolute range, ISO 8601; outranks `range` when both ends are given. */
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  include: z.partialRecord(z.enum(DIMENSIONS), values).default({}),
  exclude: z.partialRecord(z.enum(DIMENSIONS), values).default({}),
  unit: z.enum(["attestations", "instances"]).default("attestations"),
  /** Test traffic is off by default. */
  test: z.boolean().default(false),
});
export type Filter = z.infer<typeof filterSchema>;

export const DEFAULT_FILTER: Filter = filterSchema.parse({});

/** The query string of a filter: short, stable, readable; `not.country=BR` excludes. Defaults are left out. */
export function filterToQuery(filter: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.from !== undefined && filter.to !== undefined) {
    query.set("from", filter.from);
    query.set("to", filter.to);
  } else if (filter.range !== DEFAULT_FILTER.range) query.set("range", filter.range);
  for (const dimension of DIMENSIONS) {
    for (const value of filter.include[dimension] ?? []) query.append(dimension, value);
    for (const value of filter.exclude[dimension] ?? []) query.append(`not.${dimension}`, value);
  }
  if (filter.unit !== DEFAULT_FILTER.unit) query.set("unit", filter.unit);
  if (filter.test) query.set("test", "1");
  return query;
}

/** Reads a filter back; parameters it doesn't know are somebody else's, values it can't use fall to the default. */
export function filterFromQuery(query: URLSearchParams): Filter {
  const collect = (prefix: string) =>
    Object.fromEntries(
      DIMENSIONS.map((dimension) => [dimension, query.getAll(`${prefix}${dimension}`)] as const).filter(
        ([, chosen]) => chosen.length > 0,
      ),
    );
  const parsed = filterSchema.safeParse({
    range: query.get("range") ?? undefined,
    from: query.get("from") ?? undefined,
    to: query.get("to") ?? undefined,
    include: collect(""),
    exclude: collect("not."),
    unit: query.get("unit") ?? undefined,
    test: query.get("test") === "1",
  });
  return parsed.success ? parsed.data : DEFAULT_FILTER;
}

/** Values that a dimension can only take from a closed list; null where it is open. */
export function closedValues(dimension: Dimension): readonly string[] | null {
  if (dimension === "platform") return PLATFORMS;
  if (dimension === "reason") return SIGNAL_IDS;
  if (dimension === "outcome") return ["pass", "fail"];
  return null;
}
