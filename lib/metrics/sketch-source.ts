import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { MINUTES_KEPT_DAYS } from "../contract/history";
import { type InstanceBreakdown, type InstanceQuestion, outcomesOf } from "./instances";
import type { Piece } from "./pieces";
import { select } from "./select";
import { sketchedBy } from "./sketched-by";
import { instant, millis } from "./sql-time";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const row = z.object({ key: z.string(), sketch: z.instanceof(Uint8Array) });

/**
 * The sketches that make up a stretch, by the value that they are broken down by (empty where they are not). Null where
 * none are kept that know all of the filter's dimensions, or not from so early on.
 */
export async function sketchRows(
  db: Database,
  question: InstanceQuestion,
  by: InstanceBreakdown,
): Promise<{ key: string; sketch: Uint8Array }[] | null> {
  const { filter } = question;
  const sketched = sketchedBy(filter, by);
  if (sketched === null) return null;
  const stretches = sketchPieces(question);
  if (sketched.combined && !(await holdsCombined(db, stretches))) return null;
  const conditions: SQL[] = [
    sql`dimension = ${sketched.dimension}`,
    sql`outcome = ANY(${sql.param(outcomesOf(filter))}::smallint[])`,
    ...(filter.test ? [] : [sql`NOT test`]),
    ...sketched.conditions,
  ];
  const parts = stretches.map(
    ({ table, from, to }) => sql`SELECT ${sketched.key} AS key, sketch FROM ${sql.raw(table)}
      WHERE bucket >= ${instant(from)} AND bucket < ${instant(to)} AND ${sql.join(conditions, sql` AND `)}`,
  );
  return await select(db, row, sql.join(parts, sql` UNION ALL `));
}

/** Whether the combinations were sketched all through these stretches: an earlier release did not. */
async function holdsCombined(db: Database, stretches: readonly Piece[]): Promise<boolean> {
  const [found] = await select(
    db,
    z.object({ since: z.number() }),
    sql`SELECT ${millis(sql`combined_since`)} AS since FROM summary_progress`,
  );
  return found !== undefined && stretches.every(({ from }) => from >= found.since);
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
