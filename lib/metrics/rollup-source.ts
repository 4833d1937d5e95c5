/**
 * Which rows answer a question. Each stretch of it is read from the coarsest table that serves: weeks and days inside,
 * hours at its ends, five minutes and minutes at the very ends. A filter of at most one dimension reads counts by value,
 * a few rows a bin; one of several dimensions reads the facets that it lets through.
 */
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { DIMENSIONS, type Dimension, type Filter, UNKNOWN_VALUE } from "../contract/filter";
import { COMBINED_SEPARATOR, HOURS_OF_DAY, QUARTERS_OF_WEEK, SLOT_SECONDS, SLOTS_OF_HOUR } from "../contract/history";
import type { TimeWindow } from "../contract/metrics";
import { COUNTED, type FacetIds, facetCondition, isFacetDimension, outcomeCondition } from "./filter-sql";
import { momentary } from "./momentary";
import { JUDGED, type KeyColumn, rowsOf } from "./piece-rows";
import { type Grain, type Piece, pieces } from "./pieces";
import { select } from "./select";
import { millis } from "./sql-time";

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const WEEK_SECONDS = 7 * DAY_SECONDS;
const QUARTER_SECONDS = QUARTERS_OF_WEEK.seconds;
/** The parts of the value `app-version`, in order. */
const APP_VERSION: readonly Dimension[] = ["app", "platform", "version"];
/** Tables that the writer keeps, which hold attempts that don't count too. */
const KEPT_BY_WRITER: readonly string[] = ["rollup_hours", "rollup_minutes"];

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
  /** The tables by value and by facet hold every hour before, and every whole day and week. */
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
    return union(pieces(wide, from, to).map((piece) => facetRows(piece, question, ["bucket", ...JUDGED], stepSeconds)));
  const narrow = valueGrains(progress).filter((grain) => grain.seconds <= stepSeconds);
  return union(
    pieces([...narrow, ...unsummarised(wide, progress)], from, to).map((piece) =>
      piece.table.startsWith("value")
        ? valueRows(piece, question, [dimension ?? "all"], ["bucket", ...JUDGED], stepSeconds)
        : facetRows(piece, question, ["bucket", ...JUDGED], stepSeconds),
    ),
  );
}

/** Rows with `bucket, version, n`. A filter of app, platform and version at most reads counts by value, a few rows a bin. */
export async function versionSource(db: Database, question: Question): Promise<SQL> {
  const { from, to, stepSeconds } = question.window;
  const progress = await readProgress(db);
  const wide = facetGrains(progress).filter(({ seconds }) => seconds <= stepSeconds);
  const byFacet = (piece: Piece) =>
    sql`SELECT bucket, coalesce(nullif(app_version, ''), ${UNKNOWN_VALUE}) AS version, n
      FROM (${facetRows(piece, question, ["bucket", "app_version"], stepSeconds)}) r`;
  if (!filteredDimensions(question.filter).every((dimension) => APP_VERSION.includes(dimension)))
    return union(pieces(wide, from, to).map(byFacet));
  const narrow = valueGrains(progress).filter(({ seconds }) => seconds <= stepSeconds);
  return union(
    pieces([...narrow, ...unsummarised(wide, progress)], from, to).map((piece) =>
      piece.table.startsWith("value")
        ? sql`SELECT bucket, ${partOf("version")} AS version, n
          FROM (${valueRows(piece, question, ["app-version"], ["bucket", "value"], stepSeconds)}) r`
        : byFacet(piece),
    ),
  );
}

/**
 * Rows with `facet_id, outcome, reasons, first_reason, n` of a whole window: its whole weeks, and the rest. They cost
 * about the same, and are read side by side.
 */
export async function facetSources(db: Database, question: Question): Promise<SQL[]> {
  const { from, to } = question.window;
  const all = pieces(facetGrains(await readProgress(db)), from, to);
  const isWeeks = ({ table, parts }: Piece) => table === "facet_weeks" && parts === undefined;
  return [all.filter(isWeeks), all.filter((piece) => !isWeeks(piece))]
    .filter((some) => some.length > 0)
    .map((some) => union(some.map((piece) => facetRows(piece, question, ["facet_id", ...JUDGED]))));
}

/**
 * The parts that a window is read in, oldest first, each with `bucket, facet_id, n` rows and the width of its buckets,
 * which is `secondsMax` at most.
 */
export async function facetPieces(
  db: Database,
  question: Question,
  secondsMax: number,
): Promise<{ rows: SQL; seconds: number }[]> {
  const { from, to } = question.window;
  const grains = facetGrains(await readProgress(db)).filter(
    ({ table, seconds }) => table !== "facet_weeks" && seconds <= secondsMax,
  );
  return pieces(grains, from, to).map((piece) => ({
    rows: facetRows(piece, question, ["bucket", "facet_id"]),
    seconds: grains.find(({ table, parts }) => table === piece.table && parts === piece.parts)?.seconds ?? 60,
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
        ? valueRows(piece, question, dimensions, ["dimension", "value", ...JUDGED])
        : sql`SELECT dimension, value, outcome, reasons, first_reason, n FROM (
              SELECT facet_id, outcome, reasons, first_reason, sum(n) AS n
              FROM (${facetRows(piece, question, ["facet_id", ...JUDGED])}) r GROUP BY 1, 2, 3, 4
            ) counted JOIN facet_values USING (facet_id) WHERE dimension = ANY(${sql.param(dimensions)}::text[])`,
    ),
  );
}

function valueGrains({ values }: Progress): Grain[] {
  return [
    { table: "value_weeks", seconds: WEEK_SECONDS, from: 0, until: values },
    { table: "value_days", seconds: DAY_SECONDS, from: 0, until: values },
    { table: "value_days", parts: HOURS_OF_DAY, seconds: HOUR_SECONDS, from: 0, until: whole(DAY_SECONDS, values) },
    { table: "value_hours", seconds: HOUR_SECONDS, from: 0, until: values },
    { table: "value_hours", parts: SLOTS_OF_HOUR, seconds: SLOT_SECONDS, from: 0, until: values },
  ];
}

function facetGrains({ hours, values }: Progress): Grain[] {
  return [
    { table: "facet_weeks", seconds: WEEK_SECONDS, from: 0, until: values },
    {
      table: "facet_weeks",
      parts: QUARTERS_OF_WEEK,
      seconds: QUARTER_SECONDS,
      from: 0,
      until: whole(WEEK_SECONDS, values),
    },
    { table: "facet_days", seconds: DAY_SECONDS, from: 0, until: values },
    { table: "facet_days", parts: HOURS_OF_DAY, seconds: HOUR_SECONDS, from: 0, until: whole(DAY_SECONDS, values) },
    { table: "rollup_hours", seconds: HOUR_SECONDS, from: 0, until: hours },
    { table: "facet_hours", parts: SLOTS_OF_HOUR, seconds: SLOT_SECONDS, from: 0, until: values },
    { table: "rollup_minutes", seconds: 60, from: 0, until: Number.POSITIVE_INFINITY },
  ];
}

/** Rows that carry finer counts are there for whole buckets of their own only. */
const whole = (seconds: number, until: number) => Math.floor(until / (seconds * 1000)) * seconds * 1000;

/** Facet tables for what the value tables do not hold yet, and for the minutes beside their slots. */
function unsummarised(grains: readonly Grain[], { values }: Progress): Grain[] {
  return grains.map((grain) => (grain.seconds === 60 ? grain : { ...grain, from: values }));
}

function facetRows(piece: Piece, { filter, facets }: Question, key: readonly KeyColumn[], stepSeconds?: number): SQL {
  const conditions = [facetCondition(facets), outcomeCondition(filter)];
  const counted = KEPT_BY_WRITER.includes(piece.table) ? [COUNTED, ...conditions] : conditions;
  return rowsOf(piece, key, counted, stepSeconds);
}

function valueRows(
  piece: Piece,
  { filter }: Question,
  dimensions: readonly string[],
  key: readonly KeyColumn[],
  stepSeconds?: number,
): SQL {
  const conditions = [
    sql`dimension = ANY(${sql.param(dimensions)}::text[])`,
    ...(filter.test ? [] : [sql`NOT test`]),
    outcomeCondition(filter),
    ...filteredDimensions(filter).flatMap((dimension) => {
      const value = dimensions.includes("app-version") ? partOf(dimension) : sql`value`;
      return [
        ...(filter.include[dimension] ? [sql`${value} = ANY(${sql.param(filter.include[dimension])}::text[])`] : []),
        ...(filter.exclude[dimension]
          ? [sql`NOT ${value} = ANY(${sql.param(filter.exclude[dimension])}::text[])`]
          : []),
      ];
    }),
  ];
  return rowsOf(piece, key, conditions, stepSeconds);
}

/** What the combined value `app-version` says of one of its dimensions. */
function partOf(dimension: Dimension): SQL {
  return sql`split_part(value, ${COMBINED_SEPARATOR}, ${APP_VERSION.indexOf(dimension) + 1}::int)`;
}

/** A window always has a piece: the minutes take what nothing else serves. */
function union(parts: readonly SQL[]): SQL {
  return sql`(${sql.join([...parts], sql` UNION ALL `)})`;
}

/** An older answer is as right: what was summarised since is still in the finer tables. */
const readProgress = momentary(async (db): Promise<Progress> => {
  const [found] = await select(
    db,
    z.object({ hours: z.number(), values: z.number() }),
    sql`SELECT ${millis(sql`hours_until`)} AS hours, ${millis(sql`values_until`)} AS values FROM rollup_progress, summary_progress`,
  );
  return found ?? { hours: 0, values: 0 };
});
