import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import type { ActiveCount, ActiveInstances } from "../contract/metrics";
import { isCovered } from "./coverage";
import { type FacetIds, resolveFacets } from "./filter-sql";
import { countInstances, isCountable } from "./instances";
import { floor, WEEK_MS } from "./time-window";

const HOUR_MS = 3_600_000;

/** Distinct instances that attested in the last hour, day and 30 days: the open hour and the whole ones before it. */
export async function activeInstances(db: Database, filter: Filter, now: Date): Promise<ActiveInstances> {
  const facets = await resolveFacets(db, filter);
  const count = (hours: number) =>
    activeCount(db, filter, facets, floor(now.getTime(), HOUR_MS) - hours * HOUR_MS, now);
  const [hour, day, month] = await Promise.all([count(1), count(24), count(30 * 24)]);
  return { asOf: now.getTime(), hour, day, month };
}

async function activeCount(
  db: Database,
  filter: Filter,
  facets: FacetIds,
  from: number,
  now: Date,
): Promise<ActiveCount> {
  const distinct = async (start: number, end: number) => {
    const countable = await isCountable(db, { from: start, to: end });
    const { counts, approximate } = await countInstances(
      db,
      { filter, facets, from: start, to: end, now },
      "all",
      countable,
    );
    return { instances: counts === null ? null : (counts.get("") ?? 0), approximate };
  };
  const [current, before] = await Promise.all([
    distinct(from, now.getTime()),
    isCovered(db, { from: from - WEEK_MS, stepSeconds: HOUR_MS / 1000 }).then((covered) =>
      covered ? distinct(from - WEEK_MS, now.getTime() - WEEK_MS) : null,
    ),
  ]);
  return { from, ...current, before: before?.instances ?? 0 };
}
