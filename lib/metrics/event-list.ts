import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { eventCursor } from "../contract/event-cursor";
import type { EventPage } from "../contract/events";
import type { Filter } from "../contract/filter";
import { AttestryError } from "../errors";
import { type EventPlace, eventPlaces, placesTable } from "./event-places";
import { EVENT_COLUMNS, EVENT_TABLES, eventRow, type StoredEvent, storedEvent } from "./event-row";
import { COUNTED, type FacetIds, facetCondition, isNone, outcomeCondition, resolveFacets } from "./filter-sql";
import type { Question } from "./rollup-source";
import { select } from "./select";
import { instant } from "./sql-time";
import { timeWindow } from "./time-window";

export const EVENT_PAGE_MAX = 200;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Of the newest time, what is scanned row by row whatever the filter. */
const PLAIN_MS = HOUR_MS / 2;

export const eventListParameters = z.object({
  /** `next` of the page before. */
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(EVENT_PAGE_MAX).default(50),
  /** Only attempts of one installation. */
  instance: z.uuid().optional(),
});
export type EventListParameters = z.infer<typeof eventListParameters>;

/**
 * Attempts of a filter's window, newest first. A page starts strictly below the last row of the one before, by instant
 * and id, so that what arrives meanwhile neither repeats a row nor hides one.
 */
export async function eventList(
  db: Database,
  filter: Filter,
  now: Date,
  { cursor, limit, instance }: EventListParameters,
): Promise<EventPage> {
  const window = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  if (isNone(facets)) return { events: [], next: null };
  const shown = sql`${below(cursor)} AND ${instance === undefined ? sql`true` : sql`e.instance_id = ${instance}::uuid`}
    AND ${COUNTED} AND ${outcomeCondition(filter)}`;
  const page = { wanted: limit + 1, facets, shown, ends: endOf(cursor, window.to) };
  const narrow = instance === undefined && (facets !== null || hasOutcomeChoice(filter));
  const rows = narrow
    ? await readByPlaces(db, { filter, facets, window }, page)
    : await readPlainly(db, page, window.from);
  const events = rows.slice(0, limit).map(eventRow);
  const last = events.at(-1);
  return { events, next: rows.length > limit && last ? eventCursor(last) : null };
}

interface Page {
  readonly wanted: number;
  readonly facets: FacetIds;
  /** What a row must fulfil, its time and facet aside. */
  readonly shown: SQL;
  /** Nothing of the page lies at or after this. */
  readonly ends: number;
}

/** The newest rows from an instant on. */
function readPlainly(db: Database, { wanted, facets, shown, ends }: Page, from: number): Promise<StoredEvent[]> {
  return select(
    db,
    storedEvent,
    sql`SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES}
      WHERE e.ts >= ${instant(from)} AND e.ts < ${instant(ends)} AND ${facetCondition(facets)} AND ${shown}
      ORDER BY e.ts DESC, e.id DESC LIMIT ${wanted}`,
  );
}

/** The newest hours are read plainly, as they come; what lies before, from the places that hold any. */
async function readByPlaces(db: Database, question: Question, page: Page): Promise<StoredEvent[]> {
  const from = question.window.from;
  const plain = Math.max(from, Math.floor((page.ends - PLAIN_MS) / HOUR_MS) * HOUR_MS);
  const newest = await readPlainly(db, page, plain);
  const wanted = page.wanted - newest.length;
  if (wanted === 0 || plain === from) return newest;
  const rest = { ...page, wanted, ends: plain };
  const window = { ...question.window, from: Math.floor(from / MINUTE_MS) * MINUTE_MS, to: plain };
  const found = await eventPlaces(db, { ...question, window }, wanted);
  if (found === null) return newest;
  const older =
    found.places === null
      ? await readPlainly(db, rest, Math.max(from, found.since))
      : await readPlaces(db, rest, found.places, from);
  return [...newest, ...older];
}

/**
 * No place gives more than the page takes: its rows are read in order, as many as are wanted at most. A place is of a
 * facet that the filter lets through. What it says is joined to the page, not to all that was read for it.
 */
function readPlaces(
  db: Database,
  { wanted, shown, ends }: Page,
  places: readonly EventPlace[],
  from: number,
): Promise<StoredEvent[]> {
  return select(
    db,
    storedEvent,
    sql`SELECT ${EVENT_COLUMNS} FROM (
        SELECT found.* FROM ${placesTable(places)} CROSS JOIN LATERAL (
          SELECT * FROM attestation_events e
          WHERE e.facet_id = place.facet AND e.ts >= place.since AND e.ts < place.until
            AND e.ts >= ${instant(from)} AND e.ts < ${instant(ends)} AND ${shown}
          ORDER BY e.ts DESC, e.id DESC LIMIT ${wanted}
        ) found ORDER BY found.ts DESC, found.id DESC LIMIT ${wanted}
      ) e JOIN facets f ON f.id = e.facet_id LEFT JOIN apps a ON a.id = f.app_id
      ORDER BY e.ts DESC, e.id DESC`,
  );
}

/** Whether the filter says anything of outcome or reasons. */
function hasOutcomeChoice({ include, exclude }: Filter): boolean {
  return [include.outcome, include.reason, exclude.outcome, exclude.reason].some((choice) => choice !== undefined);
}

/** The end of a page's time: just above its cursor, or the window's. */
function endOf(cursor: string | undefined, to: number): number {
  const micros = CURSOR.exec(cursor ?? "")?.[1];
  return micros === undefined ? to : Math.min(to, Math.floor(Number(micros) / 1000) + 1);
}

const CURSOR = /^(\d{1,17})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Condition for rows strictly older than a cursor. Throws `invalid_request` on one that we did not make. */
function below(cursor: string | undefined): SQL {
  if (cursor === undefined) return sql`true`;
  const match = CURSOR.exec(cursor);
  if (match === null) throw new AttestryError("invalid_request", "The cursor is not one that this list gave out.");
  const at = sql`timestamptz '1970-01-01T00:00:00Z' + ${match[1]}::bigint * interval '1 microsecond'`;
  return sql`e.ts <= ${at} AND (e.ts, e.id) < (${at}, ${match[2]}::uuid)`;
}
