import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../../drizzle/client";
import { type Grain, type Piece, pieces } from "../pieces";
import { select } from "../select";
import { millis } from "../sql-time";

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const WEEK_SECONDS = 7 * DAY_SECONDS;
/** Weeks begin on Mondays, and 1970 began on a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_SECONDS * 1000;

const progress = z.object({ hours: z.number(), days: z.number(), weeks_from: z.number(), weeks: z.number() });

/** Cuts a window so that every stretch is read from the coarsest rollup that holds it whole. */
export async function rollupParts(
  db: Database,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Piece[]> {
  const [known] = await select(
    db,
    progress,
    sql`SELECT ${millis(sql`hours_until`)} AS hours, ${millis(sql`values_until`)} AS days,
      ${millis(sql`weeks_from`)} AS weeks_from, ${millis(sql`weeks_until`)} AS weeks
      FROM rollup_progress, summary_progress, week_progress`,
  );
  const { hours, days, weeks_from, weeks } = known ?? { hours: 0, days: 0, weeks_from: 0, weeks: 0 };
  const [week] = pieces(
    [
      {
        table: "rollup_weeks",
        seconds: WEEK_SECONDS,
        from: weeks_from - FIRST_MONDAY_MS,
        until: weeks - FIRST_MONDAY_MS,
      },
      { table: "", seconds: 60, from: 0, until: Number.POSITIVE_INFINITY },
    ],
    from - FIRST_MONDAY_MS,
    to - FIRST_MONDAY_MS,
  ).filter(({ table }) => table === "rollup_weeks");
  const finer: Grain[] = [
    { table: "rollup_days", seconds: DAY_SECONDS, from: 0, until: days },
    { table: "rollup_hours", seconds: HOUR_SECONDS, from: 0, until: hours },
    { table: "rollup_minutes", seconds: 60, from: 0, until: Number.POSITIVE_INFINITY },
  ];
  if (week === undefined) return pieces(finer, from, to);
  const whole = { table: week.table, from: week.from + FIRST_MONDAY_MS, to: week.to + FIRST_MONDAY_MS };
  return [...pieces(finer, from, whole.from), whole, ...pieces(finer, whole.to, to)];
}
