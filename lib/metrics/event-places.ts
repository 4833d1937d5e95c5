/**
 * Where the events of a filter lie. A list scans the newest hours plainly; for what lies before, the rollups say which
 * facet has how many in which hour or day, so that a narrow filter reads those few rows and not the millions between.
 */
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { HOURS_OF_DAY, SLOT_SECONDS } from "../contract/history";
import { facetPieces, type Question } from "./rollup-source";
import { select } from "./select";
import { millis } from "./sql-time";

const DAY_MS = 86_400_000;
/** How far back places are looked for, one reach after the other: most filters have a page within the first. */
const REACHES_MS = [DAY_MS, 8 * DAY_MS, Number.POSITIVE_INFINITY];
/** A filter that lets this many through in the places of one page is not narrow: a plain scan finds them sooner. */
const NARROW_MAX = 2000;
/** Places that hold many times what is wanted are looked for anew in slots: each row of a place is read and sorted. */
const AMPLE = 4;

/** A stretch of time and a facet that has events of the filter in it. */
export interface EventPlace {
  readonly from: number;
  readonly to: number;
  readonly facetId: number;
}

const row = z.object({ at: z.number(), width: z.number(), facet_id: z.number(), n: z.number() });
type Found = z.infer<typeof row>;

/**
 * The newest places below `question.window.to` that hold at least `wanted` events. `since` is where the oldest of them
 * begins; `places` is null where a plain scan from there on serves better. Null when nothing lies there.
 */
export async function eventPlaces(
  db: Database,
  question: Question,
  wanted: number,
): Promise<{ since: number; places: readonly EventPlace[] | null } | null> {
  const found = await withinReach(db, question, wanted);
  const oldest = found.at(-1);
  if (oldest === undefined) return null;
  const places = found.map(({ at, width, facet_id }) => ({ from: at, to: at + width * 1000, facetId: facet_id }));
  const narrow = countIn(found) <= NARROW_MAX && found.length < NARROW_MAX;
  return { since: oldest.at, places: narrow ? places : null };
}

/** Each reach goes on where the one before ended, until there are as many as are wanted. */
async function withinReach(db: Database, question: Question, wanted: number): Promise<Found[]> {
  const { from, to } = question.window;
  const within = (since: number, until: number) => ({
    ...question,
    window: { ...question.window, from: since, to: until },
  });
  const found: Found[] = [];
  let until = to;
  for (const reach of REACHES_MS) {
    const since = Math.max(from, Math.floor((to - reach) / DAY_MS) * DAY_MS);
    found.push(...(await newestPlaces(db, within(since, until), wanted - countIn(found))));
    if (since === from || countIn(found) >= wanted) break;
    until = since;
  }
  const [newest, oldest] = [found.at(0), found.at(-1)];
  const inOneHour = newest !== undefined && newest.at === oldest?.at && newest.width === HOURS_OF_DAY.seconds;
  if (!inOneHour || countIn(found) < wanted * AMPLE) return found;
  const hour = within(newest.at, Math.min(to, newest.at + HOURS_OF_DAY.seconds * 1000));
  return newestPlaces(db, hour, wanted, SLOT_SECONDS);
}

const countIn = (places: readonly { readonly n: number }[]) => places.reduce((sum, { n }) => sum + n, 0);

/** All places of the newest buckets that together hold as many as are wanted, newest first: part by part, while they don't. */
async function newestPlaces(
  db: Database,
  question: Question,
  wanted: number,
  secondsMax = DAY_MS / 1000,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const { rows, seconds } of (await facetPieces(db, question, secondsMax)).reverse()) {
    const places = await select(
      db,
      row,
      sql`SELECT ${millis(sql`bucket`)} AS at, ${seconds}::int AS width, facet_id, n::float8 AS n FROM (
          SELECT bucket, facet_id, sum(n) AS n,
            sum(sum(n)) OVER (ORDER BY bucket DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
              - sum(sum(n)) OVER (PARTITION BY bucket) AS above
          FROM (${rows}) r GROUP BY bucket, facet_id
        ) counted WHERE above < ${wanted - countIn(found)} ORDER BY bucket DESC LIMIT ${NARROW_MAX}`,
    );
    found.push(...places);
    if (countIn(found) >= wanted) break;
  }
  return found;
}

/** The places as a table `place(since, until, facet)`. */
export function placesTable(places: readonly EventPlace[]): SQL {
  const column = (pick: (place: EventPlace) => number) => sql.param(places.map(pick));
  return sql`unnest(${sql.param(places.map(({ from }) => new Date(from).toISOString()))}::timestamptz[],
    ${sql.param(places.map(({ to }) => new Date(to).toISOString()))}::timestamptz[],
    ${column(({ facetId }) => facetId)}::int[]) AS place(since, until, facet)`;
}
