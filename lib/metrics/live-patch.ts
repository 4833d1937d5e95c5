import { sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import type { EventRow, LivePatch } from "../contract/events";
import type { Filter } from "../contract/filter";
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
  /** Whether to send the newest events. */
  readonly events: boolean;
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
    since.events ? newestEvents(db, filter, facets, since.at - LATE_MS) : [],
  ]);
  return { asOf: now.getTime(), window, bins, minutes, events };
}

async function newestEvents(db: Database, filter: Filter, facets: FacetIds, from: number): Promise<EventRow[]> {
  const rows = await select(
    db,
    storedEvent,
    sql`SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES}
      WHERE e.ts >= ${instant(from)} AND ${COUNTED} AND ${facetCondition(facets)} AND ${outcomeCondition(filter)}
      ORDER BY e.ts DESC, e.id DESC LIMIT ${EVENTS_MAX}`,
  );
  return rows.map(eventRow);
}
