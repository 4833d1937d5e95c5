import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { eventCursor } from "../contract/event-cursor";
import type { EventPage } from "../contract/events";
import type { Filter } from "../contract/filter";
import { AttestryError } from "../errors";
import { EVENT_COLUMNS, EVENT_TABLES, eventRow, storedEvent } from "./event-row";
import { COUNTED, facetCondition, outcomeCondition, resolveFacets } from "./filter-sql";
import { instant } from "./rollup-source";
import { select } from "./select";
import { timeWindow } from "./time-window";

export const EVENT_PAGE_MAX = 200;

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
  if (facets?.length === 0) return { events: [], next: null };
  const rows = await select(
    db,
    storedEvent,
    sql`SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES}
      WHERE e.ts >= ${instant(window.from)} AND e.ts < ${instant(window.to)} AND ${below(cursor)}
        AND ${instance === undefined ? sql`true` : sql`e.instance_id = ${instance}::uuid`}
        AND ${COUNTED} AND ${facetCondition(facets)} AND ${outcomeCondition(filter)}
      ORDER BY e.ts DESC, e.id DESC LIMIT ${limit + 1}`,
  );
  const events = rows.slice(0, limit).map(eventRow);
  const last = events.at(-1);
  return { events, next: rows.length > limit && last ? eventCursor(last) : null };
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
