import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../../drizzle/client";
import { millis } from "../rollup-source";
import { select } from "../select";
import { floor } from "../time-window";

const HOUR_MS = 3_600_000;

/** A stretch of time and the rollup to read it from. */
export interface RollupPart {
  readonly table: "rollup_minutes" | "rollup_hours";
  readonly from: number;
  readonly to: number;
}

/** Cuts a window so that every stretch is read from the coarsest rollup that holds it whole. */
export async function rollupParts(
  db: Database,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<RollupPart[]> {
  const [progress] = await select(
    db,
    z.object({ until: z.number() }),
    sql`SELECT ${millis(sql`hours_until`)} AS until FROM rollup_progress`,
  );
  const hoursUntil = Math.min(progress?.until ?? 0, floor(to, HOUR_MS));
  const hoursFrom = Math.ceil(from / HOUR_MS) * HOUR_MS;
  if (hoursUntil <= hoursFrom) return [{ table: "rollup_minutes", from, to }];
  const parts: RollupPart[] = [
    { table: "rollup_minutes", from, to: hoursFrom },
    { table: "rollup_hours", from: hoursFrom, to: hoursUntil },
    { table: "rollup_minutes", from: hoursUntil, to },
  ];
  return parts.filter((part) => part.from < part.to);
}
