import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import type { TimeWindow, VersionRow, Versions } from "../contract/metrics";
import { countByFacet, type FacetCount, type FacetTexts, facetTexts } from "./by-facet";
import { type FacetIds, resolveFacets } from "./filter-sql";
import { instanceHours } from "./instance-source";
import { select } from "./select";
import { timeWindow } from "./time-window";

/** More are summed up in one line. */
const LISTED_MAX = 8;

/** App versions and platforms: active instances and how many of their attempts pass. */
export async function versions(db: Database, filter: Filter, now: Date): Promise<Versions> {
  const window = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  const [counts, byVersion, byPlatform, all] = await Promise.all([
    countByFacet(db, { filter, facets, window }),
    activeBy(db, filter, facets, window, sql`f.app_version, f.sdk_version`),
    activeBy(db, filter, facets, window, sql`f.platform, ''::text`),
    activeBy(db, filter, facets, window, sql`''::text, ''::text`),
  ]);
  const texts = await facetTexts(db, counts);
  const versionRows = joined(byVersion, counts, texts, (facet) => [facet.version, facet.sdk]);
  return {
    window,
    instances: all[0]?.instances ?? 0,
    versions: versionRows.slice(0, LISTED_MAX),
    unlisted: Math.max(0, versionRows.length - LISTED_MAX),
    platforms: joined(byPlatform, counts, texts, (facet) => [facet.platform, ""]),
  };
}

const activeRow = z.object({ name: z.string(), sdk: z.string(), instances: z.number() });
type ActiveRow = z.infer<typeof activeRow>;

/** Distinct instances by a pair of facet columns. */
function activeBy(db: Database, filter: Filter, facets: FacetIds, window: TimeWindow, pair: SQL): Promise<ActiveRow[]> {
  return select(
    db,
    activeRow,
    sql`SELECT name, sdk, count(DISTINCT instance_id)::float8 AS instances FROM (
        SELECT DISTINCT instance_id, facet_id FROM instance_hours WHERE ${instanceHours(filter, facets, window.from, window.to)}
      ) active JOIN (SELECT f.id, ${pair} FROM facets f) AS named(id, name, sdk) ON named.id = active.facet_id
      GROUP BY name, sdk`,
  );
}

/** Active instances with the passes and refusals of the same pair, most used first. */
function joined(
  active: readonly ActiveRow[],
  counts: readonly FacetCount[],
  texts: ReadonlyMap<number, FacetTexts>,
  pairOf: (facet: FacetTexts) => readonly [string, string],
): VersionRow[] {
  const rows = new Map<string, VersionRow>();
  const rowOf = (name: string, sdkVersion: string) => {
    const key = `${name}\u0000${sdkVersion}`;
    const found = rows.get(key) ?? { name, sdkVersion, instances: 0, pass: 0, fail: 0 };
    rows.set(key, found);
    return found;
  };
  for (const { name, sdk, instances } of active) rowOf(name, sdk).instances = instances;
  for (const { facetId, reason, n } of counts) {
    const facet = texts.get(facetId);
    if (facet === undefined) continue;
    const row = rowOf(...pairOf(facet));
    if (reason === null) row.pass += n;
    else row.fail += n;
  }
  return [...rows.values()].sort((a, b) => b.instances - a.instances || b.pass + b.fail - (a.pass + a.fail));
}
