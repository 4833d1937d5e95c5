import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../../drizzle/client";
import { millis } from "../rollup-source";
import { select } from "../select";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** Weeks begin on Mondays, and 1970 began on a Thursday. */
const FIRST_MONDAY_MS = 4 * 24 * HOUR_MS;

export type RollupTable = "rollup_minutes" | "rollup_hours" | "rollup_weeks";

/** A stretch of time and the rollup to read it from. */
export interface RollupPart {
  readonly table: RollupTable;
  readonly from: number;
  readonly to: number;
}

interface Grain {
  readonly table: RollupTable;
  readonly width: number;
  readonly origin: number;
  /** The stretch that the table holds. */
  readonly from: number;
  readonly until: number;
}

const progress = z.object({ hours: z.number(), weeks_from: z.number(), weeks: z.number() });

/** Cuts a window so that every stretch is read from the coarsest rollup that holds it whole. */
export async function rollupParts(db: Database, window: { readonly from: number; readonly to: number }) {
  const [known] = await select(
    db,
    progress,
    sql`SELECT ${millis(sql`hours_until`)} AS hours, ${millis(sql`weeks_from`)} AS weeks_from,
      ${millis(sql`weeks_until`)} AS weeks FROM rollup_progress, week_progress`,
  );
  const { hours, weeks_from, weeks } = known ?? { hours: 0, weeks_from: 0, weeks: 0 };
  return partsOf(
    [
      { table: "rollup_weeks", width: WEEK_MS, origin: FIRST_MONDAY_MS, from: weeks_from, until: weeks },
      { table: "rollup_hours", width: HOUR_MS, origin: 0, from: 0, until: hours },
      { table: "rollup_minutes", width: MINUTE_MS, origin: 0, from: 0, until: Number.POSITIVE_INFINITY },
    ],
    window.from,
    window.to,
  );
}

/** The coarsest grain takes its whole buckets; what lies before and after goes to the finer ones. */
export function partsOf(grains: readonly Grain[], from: number, to: number): RollupPart[] {
  const [grain, ...finer] = grains;
  if (grain === undefined || from >= to) return [];
  if (finer.length === 0) return [{ table: grain.table, from, to }];
  const { table, width, origin } = grain;
  const start = Math.ceil((Math.max(from, grain.from) - origin) / width) * width + origin;
  const end = Math.floor((Math.min(to, grain.until) - origin) / width) * width + origin;
  if (start >= end) return partsOf(finer, from, to);
  return [...partsOf(finer, from, start), { table, from: start, to: end }, ...partsOf(finer, end, to)];
}
