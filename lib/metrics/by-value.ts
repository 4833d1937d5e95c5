import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Dimension } from "../contract/filter";
import type { FirstReason } from "../contract/metrics";
import { OUTCOMES } from "../contract/outcome";
import { type FacetTexts, textsOfFacets } from "./facet-texts";
import { firstReasonOf } from "./first-reason";
import { facetSources, filteredDimensions, type Question, valueSource } from "./rollup-source";
import { select } from "./select";

/** Dimensions that whole windows are summed by: those of filters, `all` for everything, `release` for version and SDK. */
export type CountDimension = Exclude<Dimension, "reason" | "outcome"> | "all" | "release";

/** The refusals of one value of one dimension for one first reason, or its passes (`reason` null). */
export interface ValueCount {
  readonly dimension: string;
  readonly value: string;
  readonly reason: FirstReason | null;
  readonly n: number;
}

const row = z.object({
  dimension: z.string(),
  value: z.string(),
  outcome: z.number(),
  first_reason: z.number(),
  n: z.number(),
});

/** A whole window by value, outcome and first reason, for each of some dimensions. */
export async function countByValue(
  db: Database,
  question: Question,
  dimensions: readonly CountDimension[],
): Promise<ValueCount[]> {
  if (filteredDimensions(question.filter).length > 0) return sumByValue(await countByFacet(db, question), dimensions);
  const rows = await select(
    db,
    row,
    sql`SELECT dimension, value, outcome, first_reason, sum(n)::float8 AS n FROM ${await valueSource(db, question, dimensions)} v
      GROUP BY 1, 2, 3, 4`,
  );
  return rows.map(({ dimension, value, outcome, first_reason, n }) => ({
    dimension,
    value,
    reason: reasonOf(outcome, first_reason),
    n,
  }));
}

/** The attempts of one facet with one outcome and first reason (`null`: passed), and what the facet says of itself. */
export interface FacetCount {
  readonly facetId: number;
  readonly texts: FacetTexts;
  readonly reason: FirstReason | null;
  readonly n: number;
}

type PackedCount = [facetId: number, outcome: number, firstReason: number, n: number];

/** A whole window by facet, outcome and first reason; of some there are two counts, to be added up. */
export async function countByFacet(db: Database, question: Question): Promise<FacetCount[]> {
  const sources = await facetSources(db, question);
  const counts = (await Promise.all(sources.map((source) => packedCounts(db, source)))).flat();
  const known = await textsOfFacets(
    db,
    counts.map(([id]) => id),
  );
  const found: FacetCount[] = [];
  for (const [facetId, outcome, firstReason, n] of counts) {
    const texts = known.get(facetId);
    if (texts !== undefined) found.push({ facetId, texts, reason: reasonOf(outcome, firstReason), n });
  }
  return found;
}

async function packedCounts(db: Database, source: SQL): Promise<PackedCount[]> {
  const { rows } = await db.execute<{ packed: PackedCount[] | null }>(
    sql`SELECT json_agg(json_build_array(facet_id, outcome, first_reason, n)) AS packed FROM (
        SELECT facet_id, outcome, first_reason, sum(n)::float8 AS n FROM ${source} r GROUP BY 1, 2, 3
      ) counted`,
  );
  return rows[0]?.packed ?? [];
}

/**
 * Sums facets by value for each of some dimensions. Done here, not in SQL: for Postgres it is a row for each facet and
 * dimension, which takes longer than reading the history.
 */
export function sumByValue(counts: readonly FacetCount[], dimensions: readonly CountDimension[]): ValueCount[] {
  return dimensions.flatMap((dimension) => {
    const sums = new Map<string, Map<FirstReason | null, ValueCount & { n: number }>>();
    for (const { texts, reason, n } of counts) {
      const value = texts[dimension];
      let ofValue = sums.get(value);
      if (ofValue === undefined) {
        ofValue = new Map();
        sums.set(value, ofValue);
      }
      const sum = ofValue.get(reason);
      if (sum === undefined) ofValue.set(reason, { dimension, value, reason, n });
      else sum.n += n;
    }
    return [...sums.values()].flatMap((ofValue) => [...ofValue.values()]);
  });
}

function reasonOf(outcome: number, firstReason: number): FirstReason | null {
  return outcome === OUTCOMES.pass ? null : firstReasonOf(firstReason);
}

/** The counts of one dimension. */
export function ofDimension(counts: readonly ValueCount[], dimension: CountDimension): ValueCount[] {
  return counts.filter((count) => count.dimension === dimension);
}

/** Adds to a count in a map. */
export function add<K>(sums: Map<K, number>, key: K, n: number): void {
  sums.set(key, (sums.get(key) ?? 0) + n);
}
