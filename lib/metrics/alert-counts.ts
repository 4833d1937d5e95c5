import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { AlertMetric } from "../contract/alerts";
import type { Filter } from "../contract/filter";
import { OUTCOMES } from "../contract/outcome";
import { encodeSignals, type Signal } from "../contract/signals";
import { COUNTED, type FacetIds, facetCondition, outcomeCondition, resolveFacets } from "./filter-sql";
import { instant, millis } from "./rollup-source";
import { select } from "./select";

/** What an alert counts, and of what. */
export interface AlertQuestion {
  readonly metric: AlertMetric;
  readonly reason: Signal | null;
  readonly filter: Filter;
}

const counted = z.object({ at: z.number(), all: z.number(), hit: z.number() });
export type CountedBucket = z.infer<typeof counted>;

/** Attempts by minute in [from, to): all that the filter's dimensions let through, and those the metric counts. */
export async function alertMinutes(
  db: Database,
  question: AlertQuestion,
  { from, to }: { from: number; to: number },
): Promise<CountedBucket[]> {
  const facets = await resolveFacets(db, question.filter);
  return select(
    db,
    counted,
    sql`SELECT ${millis(sql`bucket`)} AS at, ${counts(question)} FROM rollup_minutes
      WHERE bucket >= ${instant(from)} AND bucket < ${instant(to)} AND ${COUNTED} AND ${facetCondition(facets)}
      GROUP BY bucket`,
  );
}

/**
 * The same by whole hours that are closed. An hour without a match has zeros; one in which nothing at all was recorded
 * is left out, for it says nothing of what is usual.
 */
export async function alertHours(
  db: Database,
  question: AlertQuestion,
  hours: readonly number[],
): Promise<CountedBucket[]> {
  if (hours.length === 0) return [];
  const facets = await resolveFacets(db, question.filter);
  return select(
    db,
    counted,
    sql`SELECT ${millis(sql`h.bucket`)} AS at, coalesce(c.all, 0)::float8 AS all, coalesce(c.hit, 0)::float8 AS hit
      FROM ${recordedHours(hours)} h LEFT JOIN (
        SELECT bucket, ${counts(question)} FROM rollup_hours
        WHERE bucket = ANY(${instants(hours)}) AND ${COUNTED} AND ${facetCondition(facets)} GROUP BY bucket
      ) c USING (bucket)`,
  );
}

/** Distinct instances by whole hour; hours in which nothing at all was recorded are left out. */
export async function alertInstances(
  db: Database,
  filter: Filter,
  hours: readonly number[],
): Promise<{ at: number; instances: number }[]> {
  if (hours.length === 0) return [];
  const facets: FacetIds = await resolveFacets(db, filter);
  return select(
    db,
    z.object({ at: z.number(), instances: z.number() }),
    sql`SELECT ${millis(sql`h.bucket`)} AS at, coalesce(c.instances, 0)::float8 AS instances
      FROM ${recordedHours(hours)} h LEFT JOIN (
        SELECT bucket, count(DISTINCT instance_id) AS instances FROM instance_hours
        WHERE bucket = ANY(${instants(hours)}) AND ${facetCondition(facets)} AND ${outcomeCondition(filter)} GROUP BY bucket
      ) c USING (bucket)`,
  );
}

function counts(question: AlertQuestion): SQL {
  return sql`sum(n)::float8 AS all, coalesce(sum(n) FILTER (WHERE ${hitCondition(question)}), 0)::float8 AS hit`;
}

function hitCondition({ metric, reason, filter }: AlertQuestion): SQL {
  const conditions = [outcomeCondition(filter)];
  if (metric !== "attestations-per-second") conditions.push(sql`outcome = ${OUTCOMES.fail}::smallint`);
  if (reason !== null) conditions.push(sql`(reasons & ${encodeSignals([reason])}::int) <> 0`);
  return sql.join(conditions, sql` AND `);
}

/** Those of the hours in which anything was recorded: closed ones by their rollup, the newest by its minutes. */
function recordedHours(hours: readonly number[]): SQL {
  return sql`(SELECT b AS bucket FROM unnest(${instants(hours)}) b
    WHERE EXISTS (SELECT FROM rollup_hours r WHERE r.bucket = b)
      OR EXISTS (SELECT FROM rollup_minutes m WHERE m.bucket >= b AND m.bucket < b + interval '1 hour'))`;
}

function instants(hours: readonly number[]): SQL {
  return sql`${sql.param(hours.map((hour) => new Date(hour).toISOString()))}::timestamptz[]`;
}
