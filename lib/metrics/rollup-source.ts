/**
 * Which rows answer a question. Each stretch of it is read from the coarsest table that serves: weeks and days inside,
 * quarters of days and hours at its ends, slots and minutes at the very ends. A filter of at most one dimension reads counts by value, a few rows a
 * bin; one of several dimensions reads the facets that it lets through.
 */
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { DIMENSIONS, type Dimension, type Filter } from "../contract/filter";
import { SLOT_SECONDS } from "../contract/history";
import type { TimeWindow } from "../contract/metrics";
import { COUNTED, type FacetIds, facetCondition, isFacetDimension, outcomeCondition } from "./filter-sql";
import { type Grain, type Piece, pieces } from "./pieces";
import { select } from "./select";

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const WEEK_SECONDS = 7 * DAY_SECONDS;
/** Facet tables that hold nothing but attempts that count. */
const COUNTED_ONLY: readonly string[] = ["facet_weeks", "facet_quarters", "facet_slots"];

/** A window as the rollups are asked for it. */
export interface Question {
  readonly filter: Filter;
  readonly facets: FacetIds;
  readonly window: Pick<TimeWindow, "from" | "to" | "stepSeconds">;
}

/** How far the coarser tables go, in milliseconds since 1970. */
interface Progress {
  /** rollup_hours holds every hour before. */
  readonly hours: number;
  /** Slots, quarters, days and weeks, and value_hours, hold all before. */
  readonly values: number;
}

/** The facet dimensions that a filter names. */
export function filteredDimensions(filter: Filter): Dimension[] {
  return DIMENSIONS.filter(
    (dimension) =>
      isFacetDimension(dimension) &&
      (filter.include[dimension] !== undefined || filter.exclude[dimension] !== undefined),
  );
}

/** Rows with `bucket, outcome, reasons, first_reason, n`, none of them wider than the bins of the window. */
export async function binSource(db: Database, question: Question): Promise<SQL> {
  const { from, to, stepSeconds } = question.window;
  const progress = await readProgress(db);
  const wide = facetGrains(progress).filter((grain) => grain.seconds <= stepSeconds || grain.seconds === 60);
  const [dimension, second] = filteredDimensions(question.filter);
  if (second !== undefined)
    return union(pieces(wide, from, to).map((piece) => facetRows(piece, question, sql`bucket, `)));
  const narrow = valueGrains(progress).filter((grain) => grain.seconds <= stepSeconds);
  return union(
    pieces([...narrow, ...unsummarised(wide, progress)], from, to).map((piece) =>
      piece.table.startsWith("value")
        ? valueRows(piece, question, [dimension ?? "all"], sql`bucket, `)
        : facetRows(piece, question, sql`bucket, `),
    ),
  );
}

/** Rows with `facet_id, outcome, reasons, first_reason, n` of a whole window. */
export async function facetSource(db: Database, question: Question): Promise<SQL> {
  const { from, to } = question.window;
  const grains = facetGrains(await readProgress(db));
  return union(pieces(grains, from, to).map((piece) => facetRows(piece, question, sql`facet_id, `)));
}

/** The parts that a window is read in, each with `bucket, facet_id, n` rows and the width of its buckets, a day at most. */
export async function facetPieces(db: Database, question: Question): Promise<{ rows: SQL; seconds: number }[]> {
  const { from, to } = question.window;
  const grains = facetGrains(await readProgress(db)).filter(({ seconds }) => seconds <= DAY_SECONDS);
  return pieces(grains, from, to).map((piece) => ({
    rows: facetRows(piece, question, sql`bucket, facet_id, `),
    seconds: grains.find(({ table }) => table === piece.table)?.seconds ?? 60,
  }));
}

/**
 * Rows with `dimension, value, outcome, reasons, first_reason, n` of a whole window. The filter may name no dimension
 * but the only one that is asked for.
 */
export async function valueSource(db: Database, question: Question, dimensions: readonly string[]): Promise<SQL> {
  const { from, to } = question.window;
  const progress = await readProgress(db);
  const grains = [...valueGrains(progress), ...unsummarised(facetGrains(progress), progress)];
  return union(
    pieces(grains, from, to).map((piece) =>
      piece.table.startsWith("value")
        ? valueRows(piece, question, dimensions, sql`dimension, value, `)
        : sql`SELECT dimension, value, outcome, reasons, first_reason, n FROM (
              SELECT facet_id, outcome, reasons, first_reason, sum(n) AS n
              FROM (${facetRows(piece, question, sql`facet_id, `)}) r GROUP BY 1, 2, 3, 4
            ) counted JOIN facet_values USING (facet_id) WHERE dimension = ANY(${sql.param(dimensions)}::text[])`,
    ),
  );
}

function valueGrains({ values }: Progress): Grain[] {
  return [
    { table: "value_weeks", seconds: WEEK_SECONDS, from: 0, until: values },
    { table: "value_days", seconds: DAY_SECONDS, from: 0, until: values },
    { table: "value_quarters", seconds: 6 * HOUR_SECONDS, from: 0, until: values },
    { table: "value_hours", seconds: HOUR_SECONDS, from: 0, until: values },
    { table: "value_slots", seconds: SLOT_SECONDS, from: 0, until: values },
  ];
}

function facetGrains({ hours, values }: Progress): Grain[] {
  return [
    { table: "facet_weeks", seconds: WEEK_SECONDS, from: 0, until: values },
    { table: "rollup_days", seconds: DAY_SECONDS, from: 0, until: values },
    { table: "facet_quarters", seconds: 6 * HOUR_SECONDS, from: 0, until: values },
    { table: "rollup_hours", seconds: HOUR_SECONDS, from: 0, until: hours },
    { table: "facet_slots", seconds: SLOT_SECONDS, from: 0, until: values },
    { table: "rollup_minutes", seconds: 60, from: 0, until: Number.POSITIVE_INFINITY },
  ];
}

/** Facet tables for what the value tables do not hold yet, and for the minutes beside their slots. */
function unsummarised(grains: readonly Grain[], { values }: Progress): Grain[] {
  return grains.map((grain) => (grain.seconds === 60 ? grain : { ...grain, from: values }));
}

function facetRows({ table, from, to }: Piece, { filter, facets }: Question, key: SQL): SQL {
  return sql`SELECT ${key} outcome, reasons, first_reason, n FROM ${sql.raw(table)}
    WHERE bucket >= ${instant(from)} AND bucket < ${instant(to)}
      AND ${COUNTED_ONLY.includes(table) ? sql`true` : COUNTED} AND ${facetCondition(facets)} AND ${outcomeCondition(filter)}`;
}

function valueRows({ table, from, to }: Piece, { filter }: Question, dimensions: readonly string[], key: SQL): SQL {
  const conditions = [
    sql`dimension = ANY(${sql.param(dimensions)}::text[])`,
    sql`bucket >= ${instant(from)} AND bucket < ${instant(to)}`,
    ...(filter.test ? [] : [sql`NOT test`]),
    outcomeCondition(filter),
    ...filteredDimensions(filter).flatMap((dimension) => [
      ...(filter.include[dimension] ? [sql`value = ANY(${sql.param(filter.include[dimension])}::text[])`] : []),
      ...(filter.exclude[dimension] ? [sql`NOT value = ANY(${sql.param(filter.exclude[dimension])}::text[])`] : []),
    ]),
  ];
  return sql`SELECT ${key} outcome, reasons, first_reason, n FROM ${sql.raw(table)} WHERE ${sql.join(conditions, sql` AND `)}`;
}

/** A window always has a piece: the minutes take what nothing else serves. */
function union(parts: readonly SQL[]): SQL {
  return sql`(${sql.join([...parts], sql` UNION ALL `)})`;
}

async function readProgress(db: Database): Promise<Progress> {
  const [found] = await select(
    db,
    z.object({ hours: z.number(), values: z.number() }),
    sql`SELECT ${millis(sql`hours_until`)} AS hours, ${millis(sql`values_until`)} AS values FROM rollup_progress, summary_progress`,
  );
  return found ?? { hours: 0, values: 0 };
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
