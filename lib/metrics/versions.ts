import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import { RELEASE_SEPARATOR } from "../contract/history";
import type { VersionRow, Versions } from "../contract/metrics";
import { countByValue, ofDimension, type ValueCount } from "./by-value";
import { resolveFacets } from "./filter-sql";
import { countInstances, type InstanceCounts, isCountable } from "./instances";
import { timeWindow } from "./time-window";

/** An app has few releases in use; strangers can invent any number. */
const LISTED_MAX = 50;

/** App versions and platforms: active instances and how many of their attempts pass. */
export async function versions(db: Database, filter: Filter, now: Date): Promise<Versions> {
  const window = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  const asked = { filter, facets, from: window.from, to: window.to, now };
  const [counts, countable] = await Promise.all([
    countByValue(db, { filter, facets, window }, ["release", "platform"]),
    isCountable(db, window),
  ]);
  const [byRelease, byPlatform, all] = await Promise.all([
    countInstances(db, asked, "release", countable),
    countInstances(db, asked, "platform", countable),
    countInstances(db, asked, "all", countable),
  ]);
  const rows = joined(byRelease, ofDimension(counts, "release"));
  return {
    window,
    instances: all.counts === null ? null : (all.counts.get("") ?? 0),
    approximate: all.approximate,
    versions: rows.slice(0, LISTED_MAX),
    unlisted: Math.max(0, rows.length - LISTED_MAX),
    platforms: joined(byPlatform, ofDimension(counts, "platform")),
  };
}

/** Active instances with the passes and refusals of the same value, most used first. */
function joined(active: InstanceCounts, counts: readonly ValueCount[]): VersionRow[] {
  const rows = new Map<string, VersionRow>();
  const rowOf = (value: string) => {
    const [name = "", sdkVersion = ""] = value.split(RELEASE_SEPARATOR);
    const found = rows.get(value) ?? {
      name,
      sdkVersion,
      instances: active.counts === null ? null : 0,
      pass: 0,
      fail: 0,
    };
    rows.set(value, found);
    return found;
  };
  for (const [value, instances] of active.counts ?? []) rowOf(value).instances = instances;
  for (const { value, reason, n } of counts) {
    const row = rowOf(value);
    if (reason === null) row.pass += n;
    else row.fail += n;
  }
  const attempts = (row: VersionRow) => row.pass + row.fail;
  return [...rows.values()].sort((a, b) => (b.instances ?? 0) - (a.instances ?? 0) || attempts(b) - attempts(a));
}
