import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { AlertMetric } from "../contract/alerts";
import type { Filter } from "../contract/filter";
import { OUTCOMES } from "../contract/outcome";
import { encodeSignals, type Signal } from "../contract/signals";
import { facetCondition, outcomeCondition, resolveFacets } from "./filter-sql";
import { binSource } from "./rollup-source";
import { select } from "./select";
import { instant, millis } from "./sql-time";

const HOUR_MS = 3_600_000;

/** What an alert counts, and of what. */
export interface AlertQuestion {
  readonly metric: AlertMetric;
  readonly reason: Signal | null;
  readonly filter: Filter;
}

const counted = z.object({ at: z.number(), all: z.number(), hit: z.number() });
export type CountedBucket = z.infer<typeof counted>;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Attempts by minute in [from, to): all that the filter's dimensions let through, and those the metric counts. */
export async function alertMinutes(db: Database, question: AlertQuestion, span: Span): Promise<CountedBucket[]> {
  const source = await sourceOf(db, question, span, 60);
  return select(db, counted, sql`SELECT ${millis(sql`bucket`)} AS at, ${SUMS} FROM (${source}) r GROUP BY bucket`);
}

/**
 * The same by whole hours, from the coarsest rows that serve. An hour without a match has zeros; one in which nothing at
 * all was recorded is left out, for it says nothing of what is usual.
 */
export async function alertHours(
  db: Database,
  question: AlertQuestion,
  hours: readonly number[],
): Promise<CountedBucket[]> {
  if (hours.length === 0) return [];
  const sources: SQL[] = [];
  for (const span of spansOf(hours)) sources.push(await sourceOf(db, question, span, HOUR_MS / 1000));
  return select(
    db,
    counted,
    sql`SELECT ${millis(sql`h.bucket`)} AS at, coalesce(c.all, 0)::float8 AS all, coalesce(c.hit, 0)::float8 AS hit
      FROM ${recordedHours(hours)} h LEFT JOIN (
        SELECT date_trunc('hour', bucket, 'UTC') AS bucket, ${SUMS}
        FROM (${sql.join(sources, sql` UNION ALL `)}) r GROUP BY 1
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
  const facets = await resolveFacets(db, filter);
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

const SUMS = sql`sum("all")::float8 AS all, sum(hit)::float8 AS hit`;

/**
 * Rows with `bucket`, `all` attempts that the filter's dimensions let through, whatever their reasons and outcomes, and
 * those of them that the metric counts.
 */
async function sourceOf(db: Database, question: AlertQuestion, span: Span, stepSeconds: number): Promise<SQL> {
  const { filter, metric } = question;
  const { reason: _in, outcome: _is, ...include } = filter.include;
  const { reason: _out, outcome: _not, ...exclude } = filter.exclude;
  const whole = { ...filter, include, exclude };
  const facets = await resolveFacets(db, whole);
  const attempts = await binSource(db, { filter: whole, facets, window: { ...span, stepSeconds } });
  if (metric !== "retired-secret-uses")
    return sql`SELECT bucket, n AS "all", CASE WHEN ${hitCondition(question)} THEN n ELSE 0 END AS hit FROM ${attempts} a`;
  return sql`SELECT bucket, n AS "all", 0 AS hit FROM ${attempts} a UNION ALL
    SELECT bucket, 0, n FROM secret_retired_use_minutes
    WHERE bucket >= ${instant(span.from)} AND bucket < ${instant(span.to)} AND ${facetCondition(facets)}`;
}

function hitCondition({ metric, reason, filter }: AlertQuestion): SQL {
  const conditions = [outcomeCondition(filter)];
  if (metric !== "attestations-per-second") conditions.push(sql`outcome = ${OUTCOMES.fail}::smallint`);
  if (reason !== null) conditions.push(sql`(reasons & ${encodeSignals([reason])}::int) <> 0`);
  return sql.join(conditions, sql` AND `);
}

/** Hours as stretches without a gap. */
function spansOf(hours: readonly number[]): Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const hour of [...new Set(hours)].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.to === hour) last.to = hour + HOUR_MS;
    else spans.push({ from: hour, to: hour + HOUR_MS });
  }
  return spans;
}

/** Those of the hours in which anything was recorded: closed ones by their rollup, open ones by their minutes. */
function recordedHours(hours: readonly number[]): SQL {
  return sql`(SELECT b AS bucket FROM unnest(${instants(hours)}) b, rollup_progress
    WHERE CASE WHEN b < hours_until THEN EXISTS (SELECT FROM rollup_hours r WHERE r.bucket = b)
      ELSE EXISTS (SELECT FROM rollup_minutes m WHERE m.bucket >= b AND m.bucket < b + interval '1 hour') END)`;
}

function instants(hours: readonly number[]): SQL {
  return sql`${sql.param(hours.map((hour) => new Date(hour).toISOString()))}::timestamptz[]`;
}
