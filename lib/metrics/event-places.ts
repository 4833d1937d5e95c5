/**
 * Where the events of a filter lie. A list scans the newest hours plainly; for what lies before, the rollups say which
 * facet has how many in which hour or day, so that a narrow filter reads those few rows and not the millions between.
 */
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { facetPieces, type Question } from "./rollup-source";
import { select } from "./select";
import { millis } from "./sql-time";

const DAY_MS = 86_400_000;
/** How far back places are looked for, one reach after the other: most filters have a page within the first. */
const REACHES_MS = [DAY_MS, 8 * DAY_MS, Number.POSITIVE_INFINITY];
/** A filter that lets this many through in the places of one page is not narrow: a plain scan finds them sooner. */
const NARROW_MAX = 2000;

/** A stretch of time and a facet that has events of the filter in it. */
export interface EventPlace {
  readonly from: number;
  readonly to: number;
  readonly facetId: number;
}

const row = z.object({ at: z.number(), width: z.number(), facet_id: z.number(), n: z.number() });

/**
 * The newest places below `question.window.to` that hold at least `wanted` events. `since` is where the oldest of them
 * begins; `places` is null where a plain scan from there on serves better. Null when nothing lies there.
 */
export async function eventPlaces(
  db: Database,
  question: Question,
  wanted: number,
): Promise<{ since: number; places: readonly EventPlace[] | null } | null> {
  const { from, to } = question.window;
  let found: z.infer<typeof row>[] = [];
  for (const reach of REACHES_MS) {
    const since = Math.max(from, Math.floor((to - reach) / DAY_MS) * DAY_MS);
    found = await newestPlaces(db, { ...question, window: { ...question.window, from: since } }, wanted);
    if (since === from || countIn(found) >= wanted) break;
  }
  const oldest = found.at(-1);
  if (oldest === undefined) return null;
  const places = found.map(({ at, width, facet_id }) => ({ from: at, to: at + width * 1000, facetId: facet_id }));
  const narrow = countIn(found) <= NARROW_MAX && found.length < NARROW_MAX;
  return { since: oldest.at, places: narrow ? places : null };
}

const countIn = (places: readonly { readonly n: number }[]) => places.reduce((sum, { n }) => sum + n, 0);

/** All places of the newest buckets that together hold as many as are wanted. */
async function newestPlaces(db: Database, question: Question, wanted: number): Promise<z.infer<typeof row>[]> {
  const parts = (await facetPieces(db, question)).map(
    ({ rows, seconds }) =>
      sql`SELECT bucket, ${seconds}::int AS width, facet_id, sum(n) AS n FROM (${rows}) r GROUP BY 1, 2, 3`,
  );
  return select(
    db,
    row,
    sql`SELECT ${millis(sql`bucket`)} AS at, width, facet_id, n::float8 AS n FROM (
        SELECT *, sum(n) OVER (ORDER BY bucket DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - sum(n) OVER (PARTITION BY bucket) AS above
        FROM (${union(parts)}) places
      ) counted WHERE above < ${wanted} ORDER BY bucket DESC LIMIT ${NARROW_MAX}`,
  );
}

function union(parts: readonly SQL[]): SQL {
  return sql.join([...parts], sql` UNION ALL `);
}

/** The places as a table `place(since, until, facet)`. */
export function placesTable(places: readonly EventPlace[]): SQL {
  const column = (pick: (place: EventPlace) => number) => sql.param(places.map(pick));
  return sql`unnest(${sql.param(places.map(({ from }) => new Date(from).toISOString()))}::timestamptz[],
    ${sql.param(places.map(({ to }) => new Date(to).toISOString()))}::timestamptz[],
    ${column(({ facetId }) => facetId)}::int[]) AS place(since, until, facet)`;
}
