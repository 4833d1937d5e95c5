/**
 * What a page shows: one filter drives every chart and table on it. It lives in the URL. This module is in every page's
 * first download, so it parses by hand; lib/admin/metrics/filter-query.ts is the same as a schema, for the API.
 */
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
  "1y": 31_536_000,
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

export const FILTER_UNITS = ["attestations", "instances"] as const;
export type FilterUnit = (typeof FILTER_UNITS)[number];

/** Stands for "nobody said": no registered app, no known country or format. No real value can be a lone hyphen. */
export const UNKNOWN_VALUE = "-";

/** Values of one dimension in one filter, and letters of one value, at most. */
export const VALUES_MAX = 50;
export const VALUE_LENGTH_MAX = 200;

type Choices = Readonly<Partial<Record<Dimension, readonly string[]>>>;

export interface Filter {
  readonly range: RangeId;
  /** Absolute range, ISO 8601 in UTC; outranks `range` when both ends are given. */
  readonly from?: string;
  readonly to?: string;
  readonly include: Choices;
  readonly exclude: Choices;
  readonly unit: FilterUnit;
  /** Test traffic is off by default. */
  readonly test: boolean;
}

export const DEFAULT_FILTER: Filter = { range: "1h", include: {}, exclude: {}, unit: "attestations", test: false };

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
  const [from, to] = [instantOf(query.get("from")), instantOf(query.get("to"))];
  const range = query.get("range");
  return {
    range: range !== null && isRange(range) ? range : DEFAULT_FILTER.range,
    ...(from === null || to === null ? {} : { from, to }),
    include: choicesOf(query, ""),
    exclude: choicesOf(query, "not."),
    unit: FILTER_UNITS.find((unit) => unit === query.get("unit")) ?? DEFAULT_FILTER.unit,
    test: query.get("test") === "1",
  };
}

function isRange(text: string): text is RangeId {
  return Object.hasOwn(RANGES, text);
}

/** An ISO 8601 instant in UTC as it was written, or null when it is none. */
function instantOf(text: string | null): string | null {
  const isInstant = text !== null && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z$/.test(text);
  return isInstant && !Number.isNaN(Date.parse(text)) ? text : null;
}

function choicesOf(query: URLSearchParams, prefix: string): Choices {
  return Object.fromEntries(
    DIMENSIONS.flatMap((dimension) => {
      const values = query.getAll(`${prefix}${dimension}`).filter((value) => isValueOf(dimension, value));
      return values.length === 0 ? [] : [[dimension, values.slice(0, VALUES_MAX)]];
    }),
  );
}

function isValueOf(dimension: Dimension, value: string): boolean {
  if (value === "" || value.length > VALUE_LENGTH_MAX) return false;
  return closedValues(dimension)?.includes(value) ?? true;
}

/** Values that a dimension can only take from a closed list; null where it is open. */
export function closedValues(dimension: Dimension): readonly string[] | null {
  if (dimension === "platform") return PLATFORMS;
  if (dimension === "reason") return SIGNAL_IDS;
  if (dimension === "outcome") return ["pass", "fail"];
  return null;
}

/** Dimensions that a table may lay the reasons against. */
export const MATRIX_DIMENSIONS = ["version", "country", "model"] as const satisfies readonly Dimension[];
export type MatrixDimension = (typeof MATRIX_DIMENSIONS)[number];
