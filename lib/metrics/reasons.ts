import type { Database } from "../../drizzle/client";
import type { Filter } from "../contract/filter";
import type { FirstReason, Reasons } from "../contract/metrics";
import { add, type CountDimension, countByValue, ofDimension, type ValueCount } from "./by-value";
import { isCovered } from "./coverage";
import { resolveFacets } from "./filter-sql";
import { countInstances, isCountable, refusedOnly } from "./instances";
import { RISE_DIMENSIONS, whereItRises } from "./rises";
import type { Question } from "./rollup-source";
import { timeWindow, weekBefore } from "./time-window";

/** The first reasons of a window, most refusals first, against the window one week before. */
export async function reasons(db: Database, filter: Filter, now: Date): Promise<Reasons> {
  const window = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  const asked = { filter: refusedOnly(filter), facets, from: window.from, to: window.to, now };
  const [current, before, countable] = await Promise.all([
    countByValue(db, { filter, facets, window }, ["all", ...RISE_DIMENSIONS]),
    countBefore(db, { filter, facets, window }, ["all", ...RISE_DIMENSIONS]),
    isCountable(db, window),
  ]);
  const [all, byReason] = await Promise.all([
    countInstances(db, asked, "all", countable),
    countInstances(db, asked, "reason", countable),
  ]);
  const rises = before.length === 0 ? () => null : whereItRises(current, before);
  const [counts, countsBefore] = [refusals(current), refusals(before)];
  const rows = [...counts].map(([reason, attestations]) => ({
    reason,
    attestations,
    attestationsBefore: countsBefore.get(reason) ?? 0,
    instances: byReason.counts === null ? null : (byReason.counts.get(reason) ?? 0),
    rises: rises(reason),
  }));
  return {
    window,
    instances: all.counts === null ? null : (all.counts.get("") ?? 0),
    approximate: all.approximate,
    rows: rows.sort((a, b) => b.attestations - a.attestations),
  };
}

/** The same counts one week before; none where history does not go back so far. */
export async function countBefore(
  db: Database,
  question: Question,
  dimensions: readonly CountDimension[],
): Promise<ValueCount[]> {
  const before = weekBefore(question.window);
  return (await isCovered(db, before)) ? countByValue(db, { ...question, window: before }, dimensions) : [];
}

function refusals(counts: readonly ValueCount[]): Map<FirstReason, number> {
  const sums = new Map<FirstReason, number>();
  for (const { reason, n } of ofDimension(counts, "all")) if (reason !== null) add(sums, reason, n);
  return sums;
}
