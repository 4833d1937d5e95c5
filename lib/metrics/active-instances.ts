import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import type { ActiveCount, ActiveInstances } from "../contract/metrics";
import { isCovered } from "./coverage";
import { resolveFacets } from "./filter-sql";
import { countInstances, type InstanceQuestion, isCountable } from "./instances";
import { floor, WEEK_MS } from "./time-window";

const HOUR_MS = 3_600_000;

/** Distinct instances that attested in the last hour, day and 30 days: the open hour and the whole ones before it. */
export async function activeInstances(db: Database, filter: Filter, now: Date): Promise<ActiveInstances> {
  const facets = await resolveFacets(db, filter);
  const to = now.getTime();
  const starts = [1, 24, 30 * 24].map((hours) => floor(to, HOUR_MS) - hours * HOUR_MS);
  const [current, before] = await Promise.all([
    countWithin(db, { filter, facets, now }, starts, to),
    recordedOf(
      db,
      starts.map((from) => from - WEEK_MS),
    ).then((recorded) => countWithin(db, { filter, facets, now }, recorded, to - WEEK_MS)),
  ]);
  const count = (place: number): ActiveCount => {
    const { instances = null, approximate = false } = current[place] ?? {};
    return { from: starts[place] ?? to, instances, approximate, before: before[place]?.instances ?? 0 };
  };
  return { asOf: to, hour: count(0), day: count(1), month: count(2) };
}

/** Those from which on all was recorded: of several, latest first, the first ones. */
async function recordedOf(db: Database, starts: readonly number[]): Promise<number[]> {
  const covered = await Promise.all(starts.map((from) => isCovered(db, { from, stepSeconds: HOUR_MS / 1000 })));
  return starts.filter((_, index) => covered[index]);
}

/** Instances of stretches with one end, shortest first. */
function countWithin(
  db: Database,
  question: Omit<InstanceQuestion, "from" | "to">,
  starts: readonly number[],
  to: number,
): Promise<{ instances: number | null; approximate: boolean }[]> {
  // What is too much to count one by one in a part is too much in the whole.
  let countable = Promise.resolve(true);
  return Promise.all(
    starts.map(async (from) => {
      countable = countable.then((part) => part && isCountable(db, { from, to }));
      const { counts, approximate } = await countInstances(db, { ...question, from, to }, "all", await countable);
      return { instances: counts === null ? null : (counts.get("") ?? 0), approximate };
    }),
  );
}
