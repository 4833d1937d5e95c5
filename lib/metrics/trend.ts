import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import type { FirstReason, TimeWindow, Trend, TrendBin } from "../contract/metrics";
import { OUTCOMES } from "../contract/outcome";
import type { TrendBaseline } from "../contract/views";
import { isCovered } from "./coverage";
import { type FacetIds, resolveFacets } from "./filter-sql";
import { firstReasonOf } from "./first-reason";
import { binSource } from "./rollup-source";
import { select } from "./select";
import { binOf, millis } from "./sql-time";
import { binStarts, justBefore, timeWindow, weekBefore } from "./time-window";

const row = z.object({ at: z.number(), outcome: z.number(), first_reason: z.number(), n: z.number() });

/**
 * Attempts by bin, outcome and first reason. `compare` answers the window one week before, or the one just before, its
 * bins moved to where they lie under the current one; no bins where history does not go back so far.
 */
export async function trend(db: Database, filter: Filter, now: Date, compare: TrendBaseline = "none"): Promise<Trend> {
  const window = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  if (compare === "none") return { window, bins: await trendBins(db, filter, facets, window), asOf: now.getTime() };
  const before = compare === "week" ? weekBefore(window) : justBefore(window);
  const bins = (await isCovered(db, before)) ? await trendBins(db, filter, facets, before) : [];
  const moved = window.from - before.from;
  return { window, bins: bins.map((bin) => ({ ...bin, at: bin.at + moved })), asOf: now.getTime() };
}

/** The bins of one window, every one of them, in order. */
export async function trendBins(
  db: Database,
  filter: Filter,
  facets: FacetIds,
  window: TimeWindow,
): Promise<TrendBin[]> {
  const source = await binSource(db, { filter, facets, window });
  const rows = await select(
    db,
    row,
    sql`SELECT ${millis(sql`bin`)} AS at, outcome, first_reason, n FROM (
        SELECT ${binOf(sql`bucket`, window.stepSeconds)} AS bin, outcome, first_reason, sum(n)::float8 AS n
        FROM ${source} r GROUP BY 1, 2, 3
      ) binned`,
  );
  const bins = new Map(binStarts(window).map((at) => [at, emptyBin(at)]));
  for (const { at, outcome, first_reason, n } of rows) {
    const bin = bins.get(at);
    if (bin === undefined) continue;
    if (outcome === OUTCOMES.pass) bin.pass += n;
    else {
      const reason = firstReasonOf(first_reason);
      bin.fail += n;
      bin.reasons[reason] = (bin.reasons[reason] ?? 0) + n;
    }
  }
  return [...bins.values()];
}

function emptyBin(at: number): TrendBin {
  const reasons: Partial<Record<FirstReason, number>> = {};
  return { at, pass: 0, fail: 0, reasons };
}
