import { sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import type { EventRow, LivePatch } from "../contract/events";
import type { Filter } from "../contract/filter";
import { OUTCOMES } from "../contract/outcome";
import type { StreamedEvents } from "../contract/views";
import { EVENT_COLUMNS, EVENT_TABLES, eventRow, storedEvent } from "./event-row";
import { COUNTED, type FacetIds, facetCondition, outcomeCondition, resolveFacets } from "./filter-sql";
import { lastMinutes } from "./pulse";
import { select } from "./select";
import { instant } from "./sql-time";
import { floor, timeWindow } from "./time-window";
import { trendBins } from "./trend";

/** Newest events of one patch: more than a person can follow in half a second. */
const EVENTS_MAX = 50;
/** Events become visible in the order of their commits, not of their instants: look back this far for late ones. */
const LATE_MS = 15_000;

export interface LiveSince {
  /** Instant up to which bins were sent: the bin that holds it is sent again, in full. */
  readonly at: number;
  /** Which of the newest events are sent. */
  readonly events: StreamedEvents;
}

/**
 * What changed since an instant, as absolute values: every bin from the one that was open then, and the newest events.
 * Sending a patch twice, or losing one, changes nothing.
 */
export async function livePatch(db: Database, filter: Filter, now: Date, since: LiveSince): Promise<LivePatch> {
  const window = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  const from = Math.min(Math.max(window.from, floor(since.at, window.stepSeconds * 1000)), window.to);
  const [bins, minutes, events] = await Promise.all([
    trendBins(db, filter, facets, { ...window, from }),
    lastMinutes(db, filter, facets, now),
    since.events === "none" ? [] : newestEvents(db, filter, facets, { ...since, at: since.at - LATE_MS }),
  ]);
  return { asOf: now.getTime(), window, bins, minutes, events };
}

/** Refused ones are picked here: at high rates passes would push them out of what one patch holds. */
async function newestEvents(
  db: Database,
  filter: Filter,
  facets: FacetIds,
  { at, events }: LiveSince,
): Promise<EventRow[]> {
  const wanted = events === "fail" ? sql`e.outcome = ${OUTCOMES.fail}::smallint` : sql`true`;
  const rows = await select(
    db,
    storedEvent,
    sql`SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES}
      WHERE e.ts >= ${instant(at)} AND ${wanted} AND ${COUNTED} AND ${facetCondition(facets)} AND ${outcomeCondition(filter)}
      ORDER BY e.ts DESC, e.id DESC LIMIT ${EVENTS_MAX}`,
  );
  return rows.map(eventRow);
}
