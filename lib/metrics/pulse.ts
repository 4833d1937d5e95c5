import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import type { Pulse } from "../contract/metrics";
import { countByValue } from "./by-value";
import { isCovered } from "./coverage";
import { type FacetIds, resolveFacets } from "./filter-sql";
import { floor, WEEK_MS } from "./time-window";
import { trendBins } from "./trend";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Five whole minutes and the open one. */
const MINUTES = 6;

/** How many attempts come in now and how many pass, against the hour around the same moment one week ago. */
export async function pulse(db: Database, filter: Filter, now: Date): Promise<Pulse> {
  const facets = await resolveFacets(db, filter);
  const [minutes, usual] = await Promise.all([
    lastMinutes(db, filter, facets, now),
    usualHour(db, filter, facets, floor(now.getTime(), MINUTE_MS) - WEEK_MS - HOUR_MS / 2),
  ]);
  return { asOf: now.getTime(), minutes, usual };
}

/** Passes and failures of the last minutes, oldest first; the last one is still open. */
export async function lastMinutes(
  db: Database,
  filter: Filter,
  facets: FacetIds,
  now: Date,
): Promise<Pulse["minutes"]> {
  const to = floor(now.getTime(), MINUTE_MS) + MINUTE_MS;
  const window = { from: to - MINUTES * MINUTE_MS, to, stepSeconds: 60, live: true };
  const bins = await trendBins(db, filter, facets, window);
  return bins.map(({ at, pass, fail }) => ({ at, pass, fail }));
}

async function usualHour(db: Database, filter: Filter, facets: FacetIds, from: number): Promise<Pulse["usual"]> {
  const window = { from, to: from + HOUR_MS, stepSeconds: 60 };
  if (!(await isCovered(db, window))) return null;
  const counts = await countByValue(db, { filter, facets, window }, ["all"]);
  const all = counts.reduce((sum, { n }) => sum + n, 0);
  const passed = counts.reduce((sum, { reason, n }) => (reason === null ? sum + n : sum), 0);
  return all === 0 ? null : { perSecond: all / 3600, passRate: passed / all };
}
