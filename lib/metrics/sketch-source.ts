import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { DIMENSIONS } from "../contract/filter";
import { MINUTES_KEPT_DAYS } from "../contract/history";
import { type InstanceQuestion, outcomesOf } from "./instances";
import type { Piece } from "./pieces";
import { select } from "./select";
import { instant } from "./sql-time";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const row = z.object({ value: z.string(), sketch: z.instanceof(Uint8Array) });

/** The sketches of one dimension that make up a stretch, by value. */
export async function sketchRows(
  db: Database,
  question: InstanceQuestion,
  dimension: string,
): Promise<{ value: string; sketch: Uint8Array }[]> {
  const { filter } = question;
  const named = DIMENSIONS.find((one) => one === dimension);
  const [included, excluded] = named === undefined ? [] : [filter.include[named], filter.exclude[named]];
  const conditions: SQL[] = [
    sql`dimension = ${dimension}`,
    sql`outcome = ANY(${sql.param(outcomesOf(filter))}::smallint[])`,
    ...(filter.test ? [] : [sql`NOT test`]),
    ...(included ? [sql`value = ANY(${sql.param(included)}::text[])`] : []),
    ...(excluded ? [sql`NOT value = ANY(${sql.param(excluded)}::text[])`] : []),
  ];
  const parts = sketchPieces(question).map(
    ({ table, from, to }) => sql`SELECT value, sketch FROM ${sql.raw(table)}
      WHERE bucket >= ${instant(from)} AND bucket < ${instant(to)} AND ${sql.join(conditions, sql` AND `)}`,
  );
  return await select(db, row, sql.join(parts, sql` UNION ALL `));
}

/**
 * Months inside, days around them, hours at the ends. Hours are kept for some days only: an older end is widened to its
 * day (UTC).
 */
export function sketchPieces({ from: asked, to: end, now }: Pick<InstanceQuestion, "from" | "to" | "now">): Piece[] {
  const keptFrom = now.getTime() - MINUTES_KEPT_DAYS * DAY_MS;
  const from = asked < keptFrom ? floorTo(asked, DAY_MS) : floorTo(asked, HOUR_MS);
  const to = end < keptFrom ? ceilTo(end, DAY_MS) : ceilTo(end, HOUR_MS);
  const [firstDay, lastDay] = [ceilTo(from, DAY_MS), floorTo(to, DAY_MS)];
  if (firstDay >= lastDay) return [{ table: "sketch_hours", from, to }];
  const [firstMonth, lastMonth] = [monthFrom(firstDay), monthUpTo(lastDay)];
  const days: Piece[] =
    firstMonth >= lastMonth
      ? [{ table: "sketch_days", from: firstDay, to: lastDay }]
      : [
          { table: "sketch_days", from: firstDay, to: firstMonth },
          { table: "sketch_months", from: firstMonth, to: lastMonth },
          { table: "sketch_days", from: lastMonth, to: lastDay },
        ];
  const hours = (start: number, until: number): Piece => ({ table: "sketch_hours", from: start, to: until });
  return [hours(from, firstDay), ...days, hours(lastDay, to)].filter((piece) => piece.from < piece.to);
}

function floorTo(at: number, width: number): number {
  return Math.floor(at / width) * width;
}

function ceilTo(at: number, width: number): number {
  return Math.ceil(at / width) * width;
}

/** The first of a month at or after a day, in UTC. */
function monthFrom(day: number): number {
  const date = new Date(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + (date.getUTCDate() === 1 ? 0 : 1), 1);
}

/** The first of a month at or before a day, in UTC. */
function monthUpTo(day: number): number {
  const date = new Date(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
