import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { FirstReason } from "../contract/metrics";
import { OUTCOMES } from "../contract/outcome";
import { firstReasonOf } from "./first-reason";
import { type Question, rollupSource } from "./rollup-source";
import { select } from "./select";

/** The refusals of one facet for one first reason, or its passes (`reason` null). */
export interface FacetCount {
  readonly facetId: number;
  readonly reason: FirstReason | null;
  readonly n: number;
}

const row = z.object({ facet_id: z.number(), outcome: z.number(), first_reason: z.number(), n: z.number() });

/** A whole window by facet, outcome and first reason; what tables over any dimension are summed from. */
export async function countByFacet(db: Database, question: Question): Promise<FacetCount[]> {
  const source = await rollupSource(db, question);
  const rows = await select(
    db,
    row,
    sql`SELECT facet_id, outcome, first_reason, sum(n)::float8 AS n FROM ${source} r GROUP BY 1, 2, 3`,
  );
  return rows.map(({ facet_id, outcome, first_reason, n }) => ({
    facetId: facet_id,
    reason: outcome === OUTCOMES.pass ? null : firstReasonOf(first_reason),
    n,
  }));
}

const facetRow = z.object({
  id: z.number(),
  platform: z.string(),
  version: z.string(),
  sdk: z.string(),
  country: z.string(),
  model: z.string(),
});
export type FacetTexts = z.infer<typeof facetRow>;

/** What the given facets stand for, by id. */
export async function facetTexts(db: Database, counts: readonly FacetCount[]): Promise<Map<number, FacetTexts>> {
  const ids = [...new Set(counts.map((count) => count.facetId))];
  const rows = await select(
    db,
    facetRow,
    sql`SELECT id, platform, app_version AS version, sdk_version AS sdk, country, model FROM facets
      WHERE id = ANY(${sql.param(ids)}::int[])`,
  );
  return new Map(rows.map((facet) => [facet.id, facet]));
}

/** Adds to a count in a map. */
export function add<K>(sums: Map<K, number>, key: K, n: number): void {
  sums.set(key, (sums.get(key) ?? 0) + n);
}
