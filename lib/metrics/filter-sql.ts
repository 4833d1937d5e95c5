import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { DIMENSIONS, type Dimension, type Filter, UNKNOWN_VALUE } from "../contract/filter";
import { OUTCOMES } from "../contract/outcome";
import { encodeSignals, isSignal } from "../contract/signals";
import { select } from "./select";

/** The text that a dimension's values are compared with; reason and outcome are columns of the rows themselves. */
const FACET_TEXT: Readonly<Record<Exclude<Dimension, "reason" | "outcome">, SQL>> = {
  app: sql`coalesce(a.app_id, ${UNKNOWN_VALUE})`,
  version: sql`coalesce(nullif(f.app_version, ''), ${UNKNOWN_VALUE})`,
  platform: sql`f.platform`,
  os: sql`coalesce(nullif(f.os_version, ''), ${UNKNOWN_VALUE})`,
  country: sql`coalesce(nullif(f.country, ''), ${UNKNOWN_VALUE})`,
  model: sql`coalesce(nullif(f.model, ''), ${UNKNOWN_VALUE})`,
  sdk: sql`coalesce(nullif(f.sdk_version, ''), ${UNKNOWN_VALUE})`,
  format: sql`coalesce(nullif(f.format, ''), ${UNKNOWN_VALUE})`,
};

/** The text of a dimension in a query over `facets f LEFT JOIN apps a`. */
export function facetText(dimension: Exclude<Dimension, "reason" | "outcome">): SQL {
  return FACET_TEXT[dimension];
}

export function isFacetDimension(dimension: Dimension): dimension is Exclude<Dimension, "reason" | "outcome"> {
  return dimension in FACET_TEXT;
}

/**
 * The facets a filter lets through: only these, or all but these, whichever are fewer; `null` for all of them. Postgres
 * weighs every id of a list when it plans.
 */
export type FacetIds = { readonly only: readonly number[] } | { readonly but: readonly number[] } | null;

/** Resolves the descriptive part of a filter to facet ids, so that everything after it compares integers. O(facets). */
export async function resolveFacets(db: Database, filter: Filter): Promise<FacetIds> {
  const conditions = facetConditions(filter);
  if (conditions.length === 0) return null;
  const [found] = await select(
    db,
    z.object({ only: z.array(z.number()).nullable(), but: z.array(z.number()).nullable() }),
    sql`SELECT array_agg(id) FILTER (WHERE through) AS only, array_agg(id) FILTER (WHERE NOT through) AS but FROM (
        SELECT f.id, ${sql.join(conditions, sql` AND `)} AS through FROM facets f LEFT JOIN apps a ON a.id = f.app_id
      ) resolved`,
  );
  const { only, but } = { only: found?.only ?? [], but: found?.but ?? [] };
  if (but.length === 0) return only.length === 0 ? { only } : null;
  return only.length <= but.length ? { only } : { but };
}

/** Whether a filter lets no facet through. */
export function isNone(facets: FacetIds): boolean {
  return facets !== null && "only" in facets && facets.only.length === 0;
}

function facetConditions(filter: Filter): SQL[] {
  const conditions = filter.test ? [] : [sql`NOT f.test`];
  for (const dimension of DIMENSIONS) {
    if (!isFacetDimension(dimension)) continue;
    const included = filter.include[dimension] ?? [];
    const excluded = filter.exclude[dimension] ?? [];
    if (included.length > 0) conditions.push(sql`${FACET_TEXT[dimension]} = ANY(${sql.param(included)}::text[])`);
    if (excluded.length > 0) conditions.push(sql`NOT ${FACET_TEXT[dimension]} = ANY(${sql.param(excluded)}::text[])`);
  }
  return conditions;
}

/** Condition on `facet_id` of a table with that column. */
export function facetCondition(facets: FacetIds): SQL {
  if (facets === null) return sql`true`;
  return "only" in facets
    ? sql`facet_id = ANY(${sql.param(facets.only)}::int[])`
    : sql`NOT facet_id = ANY(${sql.param(facets.but)}::int[])`;
}

/** As a literal: a condition with a parameter proves nothing about a partial index. */
const REFUSED = sql.raw(String(OUTCOMES.fail));

/**
 * Conditions on outcome and reasons, for any table with these columns. An attempt has a reason when its set holds it,
 * whichever was shown first. None that passed has one: said aloud, it lets the indexes of the refused ones serve.
 */
export function outcomeCondition(filter: Filter): SQL {
  const included = maskOf(filter.include.reason);
  const excluded = maskOf(filter.exclude.reason);
  const outcomes = outcomesOf(filter.include.outcome);
  const notOutcomes = outcomesOf(filter.exclude.outcome);
  return sql.join(
    [
      ...(included === 0 ? [] : [sql`(reasons & ${included}::int) <> 0 AND outcome = ${REFUSED}`]),
      ...(excluded === 0 ? [] : [sql`(reasons & ${excluded}::int) = 0`]),
      ...(outcomes.length === 0 ? [] : [outcomeIn(outcomes)]),
      ...(notOutcomes.length === 0 ? [] : [sql`NOT outcome = ANY(${sql.param(notOutcomes)}::smallint[])`]),
      sql`true`,
    ],
    sql` AND `,
  );
}

/**
 * What counts as an attempt with a verdict: enrolments and attestations, and challenges only where they were refused. A
 * challenge that was issued says nothing about a device.
 */
export const COUNTED = sql`(kind > 0 OR outcome = ${OUTCOMES.fail}::smallint)`;

function outcomeIn(outcomes: readonly number[]): SQL {
  const only = outcomes.every((outcome) => outcome === OUTCOMES.fail);
  return only ? sql`outcome = ${REFUSED}` : sql`outcome = ANY(${sql.param(outcomes)}::smallint[])`;
}

function maskOf(reasons: readonly string[] | undefined): number {
  return encodeSignals((reasons ?? []).filter(isSignal));
}

function outcomesOf(outcomes: readonly string[] | undefined): number[] {
  return (outcomes ?? []).flatMap((name) => (name === "pass" || name === "fail" ? [OUTCOMES[name]] : []));
}
