import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import type { FirstReason, Reasons, TimeWindow } from "../contract/metrics";
import { OUTCOMES } from "../contract/outcome";
import { SIGNAL_IDS, SIGNALS } from "../contract/signals";
import { add, countByFacet, type FacetCount, facetTexts } from "./by-facet";
import { isCovered } from "./coverage";
import { type FacetIds, resolveFacets } from "./filter-sql";
import { firstReasonOf } from "./first-reason";
import { instanceHours } from "./instance-source";
import { whereItRises } from "./rises";
import { select } from "./select";
import { timeWindow, weekBefore } from "./time-window";

/** The first reasons of a window, most refusals first, against the window one week before. */
export async function reasons(db: Database, filter: Filter, now: Date): Promise<Reasons> {
  const window = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  const [current, before, instances] = await Promise.all([
    countByFacet(db, { filter, facets, window }),
    countBefore(db, filter, facets, window),
    refusedInstances(db, filter, facets, window),
  ]);
  const rises =
    before.length === 0 ? () => null : whereItRises(current, before, await facetTexts(db, [...current, ...before]));
  const [counts, countsBefore] = [byReason(current), byReason(before)];
  const rows = [...counts].map(([reason, attestations]) => ({
    reason,
    attestations,
    attestationsBefore: countsBefore.get(reason) ?? 0,
    instances: instances.byReason.get(reason) ?? 0,
    rises: rises(reason),
  }));
  return { window, instances: instances.all, rows: rows.sort((a, b) => b.attestations - a.attestations) };
}

/** The same counts one week before; none where history does not go back so far. */
export async function countBefore(
  db: Database,
  filter: Filter,
  facets: FacetIds,
  window: TimeWindow,
): Promise<FacetCount[]> {
  const before = weekBefore(window);
  return (await isCovered(db, before)) ? countByFacet(db, { filter, facets, window: before }) : [];
}

function byReason(counts: readonly FacetCount[]): Map<FirstReason, number> {
  const sums = new Map<FirstReason, number>();
  for (const { reason, n } of counts) if (reason !== null) add(sums, reason, n);
  return sums;
}

/** Distinct refused instances: by each reason of their sets, and all. */
async function refusedInstances(
  db: Database,
  filter: Filter,
  facets: FacetIds,
  window: TimeWindow,
): Promise<{ all: number; byReason: Map<FirstReason, number> }> {
  const bits = SIGNAL_IDS.map((id) => SIGNALS[id].bit);
  const rows = await select(
    db,
    z.object({ bit: z.number().nullable(), instances: z.number() }),
    sql`WITH refused AS MATERIALIZED (
        SELECT DISTINCT instance_id, reasons FROM instance_hours
        WHERE outcome = ${OUTCOMES.fail}::smallint AND ${instanceHours(filter, facets, window.from, window.to)}
      )
      SELECT bit, count(DISTINCT instance_id)::float8 AS instances
        FROM refused, unnest(${sql.param(bits)}::int[]) AS bit WHERE (reasons & (1 << bit)) <> 0 GROUP BY bit
      UNION ALL SELECT NULL, count(DISTINCT instance_id)::float8 FROM refused`,
  );
  const found = new Map<FirstReason, number>();
  for (const { bit, instances } of rows) if (bit !== null) found.set(firstReasonOf(bit), instances);
  return { all: rows.find((row) => row.bit === null)?.instances ?? 0, byReason: found };
}
