import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import type { TimeWindow } from "../contract/metrics";
import { COUNTED, type FacetIds, facetCondition, outcomeCondition } from "./filter-sql";
import { select } from "./select";

const HOUR_SECONDS = 3600;

/** A window as the rollups are asked for it. */
export interface Question {
  readonly filter: Filter;
  readonly facets: FacetIds;
  readonly window: Pick<TimeWindow, "from" | "to" | "stepSeconds">;
}

/**
 * The rollup rows of a question as a subquery with `bucket, facet_id, outcome, reasons, first_reason, n`, from the
 * coarsest table that serves: minutes for bins under an hour, else hours, with minutes for the hours not closed yet.
 */
export async function rollupSource(db: Database, question: Question): Promise<SQL> {
  const { from, to, stepSeconds } = question.window;
  if (stepSeconds < HOUR_SECONDS) return sql`(${rows("rollup_minutes", question, from, to)})`;
  const closedUntil = await hoursClosedUntil(db);
  if (closedUntil <= from) return sql`(${rows("rollup_minutes", question, from, to)})`;
  if (closedUntil >= to) return sql`(${rows("rollup_hours", question, from, to)})`;
  return sql`(${rows("rollup_hours", question, from, closedUntil)} UNION ALL ${rows("rollup_minutes", question, closedUntil, to)})`;
}

function rows(table: "rollup_minutes" | "rollup_hours", { filter, facets }: Question, from: number, to: number): SQL {
  return sql`SELECT bucket, facet_id, outcome, reasons, first_reason, n FROM ${sql.raw(table)}
    WHERE bucket >= ${instant(from)} AND bucket < ${instant(to)}
      AND ${COUNTED} AND ${facetCondition(facets)} AND ${outcomeCondition(filter)}`;
}

async function hoursClosedUntil(db: Database): Promise<number> {
  const found = await select(
    db,
    z.object({ until: z.number() }),
    sql`SELECT ${millis(sql`hours_until`)} AS until FROM rollup_progress`,
  );
  return found[0]?.until ?? 0;
}

/** Milliseconds since 1970 as a timestamptz parameter. */
export function instant(at: number): SQL {
  return sql`${new Date(at).toISOString()}::timestamptz`;
}

/** Start of the bin of `bucket`; bins lie on whole steps since 1970, in UTC. */
export function binOf(bucket: SQL, stepSeconds: number): SQL {
  return sql`date_bin(${`${stepSeconds} seconds`}::interval, ${bucket}, '1970-01-01T00:00:00Z'::timestamptz)`;
}

/** A timestamptz as milliseconds since 1970. */
export function millis(at: SQL): SQL {
  return sql`(extract(epoch FROM ${at}) * 1000)::float8`;
}
