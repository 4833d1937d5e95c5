/** In which hours installations of a filter may be found, by the rollups: a rare one is not looked for hour by hour. */
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import { type FacetIds, facetCondition, outcomeCondition } from "./filter-sql";
import { binSource } from "./rollup-source";
import { select } from "./select";
import { instant, millis } from "./sql-time";

const HOUR_MS = 3_600_000;
const HOUR_SECONDS = 3600;
const DAY_MS = 24 * HOUR_MS;
/** How far back hours are looked up, one reach after the other: most filters have a page within the first. */
const REACHES_MS = [DAY_MS, 8 * DAY_MS, Number.POSITIVE_INFINITY];

interface Sought {
  readonly filter: Filter;
  readonly facets: FacetIds;
  /** The newest hour, which is taken as it is, and the oldest. */
  readonly newest: number;
  readonly first: number;
}

/** The hours with attempts of a filter, newest first. */
export async function* matchingHours(db: Database, sought: Sought): AsyncGenerator<number> {
  const { newest, first } = sought;
  if (newest < first) return;
  yield newest;
  let to = newest;
  for (const reach of REACHES_MS) {
    const from = Math.max(first, newest - reach);
    if (from < to) yield* await hoursBetween(db, sought, from, to);
    to = from;
  }
}

/** What has come late for an hour is missing in its counts until they are made again; the writer's own hours have it. */
async function hoursBetween(db: Database, { filter, facets }: Sought, from: number, to: number): Promise<number[]> {
  const source = await binSource(db, { filter, facets, window: { from, to, stepSeconds: HOUR_SECONDS } });
  const rows = await select(
    db,
    z.object({ at: z.number() }),
    sql`SELECT ${millis(sql`hour`)} AS at FROM (
        SELECT date_trunc('hour', bucket, 'UTC') AS hour FROM ${source} r WHERE n > 0
        UNION SELECT bucket FROM rollup_hours
          WHERE bucket IN (SELECT bucket FROM stale_hours) AND ${facetCondition(facets)} AND ${outcomeCondition(filter)}
      ) hours WHERE hour >= ${instant(from)} AND hour < ${instant(to)} ORDER BY hour DESC`,
  );
  return rows.map(({ at }) => at);
}
