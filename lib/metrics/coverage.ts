import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { TimeWindow } from "../contract/metrics";
import { momentary } from "./momentary";
import { select } from "./select";
import { millis } from "./sql-time";

/**
 * Whether history goes back to the start of a window, give or take a bin. A comparison with a time of which only a part
 * was recorded would call everything a rise.
 */
export async function isCovered(db: Database, window: Pick<TimeWindow, "from" | "stepSeconds">): Promise<boolean> {
  const first = await firstBucket(db);
  return first !== null && first <= window.from + window.stepSeconds * 1000;
}

const firstBucket = momentary(async (db): Promise<number | null> => {
  const [first] = await select(
    db,
    z.object({ at: z.number().nullable() }),
    sql`SELECT ${millis(sql`least((SELECT min(bucket) FROM rollup_minutes), (SELECT min(bucket) FROM rollup_hours))`)} AS at`,
  );
  return first?.at ?? null;
});
