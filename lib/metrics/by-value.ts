import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Dimension } from "../contract/filter";
import type { FirstReason } from "../contract/metrics";
import { OUTCOMES } from "../contract/outcome";
import { firstReasonOf } from "./first-reason";
import { facetSource, filteredDimensions, type Question, valueSource } from "./rollup-source";
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
  const narrow = filteredDimensions(question.filter).length === 0;
  const source = narrow
    ? await valueSource(db, question, dimensions)
    : sql`(SELECT dimension, value, outcome, first_reason, n FROM (
          SELECT facet_id, outcome, first_reason, sum(n) AS n FROM ${await facetSource(db, question)} r GROUP BY 1, 2, 3
        ) counted JOIN facet_values USING (facet_id) WHERE dimension = ANY(${sql.param(dimensions)}::text[]))`;
  const rows = await select(
    db,
    row,
    sql`SELECT dimension, value, outcome, first_reason, sum(n)::float8 AS n FROM ${source} v GROUP BY 1, 2, 3, 4`,
  );
  return rows.map(({ dimension, value, outcome, first_reason, n }) => ({
    dimension,
    value,
    reason: outcome === OUTCOMES.pass ? null : firstReasonOf(first_reason),
    n,
  }));
}

/** The counts of one dimension. */
export function ofDimension(counts: readonly ValueCount[], dimension: CountDimension): ValueCount[] {
  return counts.filter((count) => count.dimension === dimension);
}

/** Adds to a count in a map. */
export function add<K>(sums: Map<K, number>, key: K, n: number): void {
  sums.set(key, (sums.get(key) ?? 0) + n);
}
