/** Which of the kept sketches answer a question: the ones that know its filter's dimensions and what it is broken down by. */
import { type SQL, sql } from "drizzle-orm";
import { type Dimension, type Filter, UNKNOWN_VALUE } from "../contract/filter";
import { COMBINED_SEPARATOR, RELEASE_SEPARATOR } from "../contract/history";
import type { InstanceBreakdown } from "./instances";
import { filteredDimensions } from "./rollup-source";

/** Combinations that lib/events/sketches.ts keeps beside the single dimensions, in the order of their parts; fewest first. */
const COMBINATIONS: Readonly<Record<string, readonly Dimension[]>> = {
  release: ["version", "sdk"],
  "app-platform": ["app", "platform"],
  "app-release": ["app", "platform", "version", "sdk"],
};
/** Kept as long as the single dimensions; the others came later. */
const KEPT_ALWAYS = "release";

interface Sketched {
  readonly dimension: string;
  readonly combined: boolean;
  /** The text that the sketches are broken down by. */
  readonly key: SQL;
  /** What the filter asks of their values. */
  readonly conditions: readonly SQL[];
}

/** Null where no sketch knows enough. */
export function sketchedBy(filter: Filter, by: InstanceBreakdown): Sketched | null {
  if (filter.exclude.reason !== undefined) return null;
  const named = [...filteredDimensions(filter), ...(filter.include.reason === undefined ? [] : (["reason"] as const))];
  const needed = [...new Set([...named, ...partsOf(by)])];
  const [first, second] = needed;
  if (second === undefined) {
    const value = sql`value`;
    const key = by === "all" ? sql`''` : value;
    return { dimension: first ?? "all", combined: false, key, conditions: conditionsOf(filter, named, () => value) };
  }
  const found = Object.entries(COMBINATIONS).find(([, parts]) =>
    needed.every((dimension) => parts.includes(dimension)),
  );
  if (found === undefined) return null;
  const [dimension, parts] = found;
  const written = (part: Dimension) => sql`split_part(value, ${COMBINED_SEPARATOR}, ${parts.indexOf(part) + 1}::int)`;
  const value = (part: Dimension) => sql`coalesce(nullif(${written(part)}, ''), ${UNKNOWN_VALUE})`;
  return {
    dimension,
    combined: dimension !== KEPT_ALWAYS,
    key: keyOf(by, written, value),
    conditions: conditionsOf(filter, named, value),
  };
}

/** The dimensions that a breakdown tells apart. */
function partsOf(by: InstanceBreakdown): Dimension[] {
  if (by === "all") return [];
  return by === "release" ? ["version", "sdk"] : [by];
}

function keyOf(by: InstanceBreakdown, written: (part: Dimension) => SQL, value: (part: Dimension) => SQL): SQL {
  if (by === "all") return sql`''`;
  return by === "release" ? sql`${written("version")} || ${RELEASE_SEPARATOR} || ${written("sdk")}` : value(by);
}

function conditionsOf(filter: Filter, named: readonly Dimension[], value: (part: Dimension) => SQL): SQL[] {
  return named.flatMap((dimension) => {
    const [included, excluded] = [filter.include[dimension], filter.exclude[dimension]];
    return [
      ...(included ? [sql`${value(dimension)} = ANY(${sql.param(included)}::text[])`] : []),
      ...(excluded ? [sql`NOT ${value(dimension)} = ANY(${sql.param(excluded)}::text[])`] : []),
    ];
  });
}
