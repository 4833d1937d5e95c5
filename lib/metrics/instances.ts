/**
 * Distinct instances of a stretch of time. Counted one by one while the stretch holds few attestations, whatever the
 * filter; from sketches (lib/encoding/hyperloglog.ts, 1.6 % standard error) when it holds many. They are kept by single
 * dimensions and a few combinations: of many attestations through any other filter, the instances are not counted.
 */
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { DEFAULT_FILTER, type Filter } from "../contract/filter";
import { OUTCOMES } from "../contract/outcome";
import { SIGNAL_IDS, SIGNALS } from "../contract/signals";
import { HyperLogLog } from "../encoding/hyperloglog";
import { type CountDimension, countByValue } from "./by-value";
import type { FacetIds } from "./filter-sql";
import { instanceHours } from "./instance-source";
import { momentaryBy } from "./momentary";
import { select } from "./select";
import { sketchRows } from "./sketch-source";
import { instant } from "./sql-time";
import { floor } from "./time-window";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONG_MS = 3 * DAY_MS;

/** Attestations up to which instances are counted one by one: some 20 ms. */
const EXACT_MAX = 60_000;

export interface InstanceQuestion {
  readonly filter: Filter;
  readonly facets: FacetIds;
  readonly from: number;
  readonly to: number;
  readonly now: Date;
}

/** What instances are counted by. `reason` counts an instance for each reason of its set. */
export type InstanceBreakdown = CountDimension | "reason";

export interface InstanceCounts {
  /** Instances by value; null where they are not counted. Without a breakdown the value is empty. */
  readonly counts: ReadonlyMap<string, number> | null;
  readonly approximate: boolean;
}

/** What is too much to count one by one is so a minute later. */
const COUNTABLE_KEPT_MS = 60_000;

/** Whether the stretch that instances were asked for is small enough to count one by one. */
export const isCountable = momentaryBy(
  {
    keyOf: ({ from, to }: Pick<InstanceQuestion, "from" | "to">) => `${floor(from, HOUR_MS)} ${floor(to, HOUR_MS)}`,
    keptMs: COUNTABLE_KEPT_MS,
    keptMax: 500,
  },
  async (db, { from, to }) => {
    // Cheaper than the whole count, and mostly enough: what is too much in part is too much.
    if ((await countOfWhole(db, from, to)) > EXACT_MAX) return false;
    const window = { from: floor(from, HOUR_MS), to, stepSeconds: 60 };
    const counts = await countByValue(db, { filter: { ...DEFAULT_FILTER, test: true }, facets: null, window }, ["all"]);
    return counts.reduce((sum, { n }) => sum + n, 0) <= EXACT_MAX;
  },
);

/** Attempts of the whole days within a stretch, or hours where it is short, as far as they are summarised. */
async function countOfWhole(db: Database, from: number, to: number): Promise<number> {
  const [table, width] = to - from > LONG_MS ? (["value_days", DAY_MS] as const) : (["value_hours", HOUR_MS] as const);
  const [first, end] = [Math.ceil(from / width) * width, floor(to, width)];
  if (first >= end) return 0;
  const [row] = await select(
    db,
    z.object({ n: z.number() }),
    sql`SELECT coalesce(sum(n), 0)::float8 AS n FROM ${sql.raw(table)}
      WHERE dimension = 'all' AND bucket >= ${instant(first)} AND bucket < ${instant(end)}`,
  );
  return row?.n ?? 0;
}

/** Distinct instances by value. `countable` as {@link isCountable} says of the stretch. */
export async function countInstances(
  db: Database,
  question: InstanceQuestion,
  by: InstanceBreakdown,
  countable: boolean,
): Promise<InstanceCounts> {
  if (countable) return { counts: await countExactly(db, question, by), approximate: false };
  return { counts: await estimate(db, question, by), approximate: true };
}

async function estimate(
  db: Database,
  question: InstanceQuestion,
  by: InstanceBreakdown,
): Promise<Map<string, number> | null> {
  const rows = await sketchRows(db, question, by);
  if (rows === null) return null;
  const sketches = new Map<string, HyperLogLog>();
  for (const { key, sketch } of rows) {
    const merged = sketches.get(key) ?? new HyperLogLog();
    merged.mergeEncoded(sketch);
    sketches.set(key, merged);
  }
  return new Map([...sketches].map(([value, sketch]) => [value, sketch.estimate()]));
}

const countRow = z.object({ value: z.string(), instances: z.number() });

async function countExactly(
  db: Database,
  question: InstanceQuestion,
  by: InstanceBreakdown,
): Promise<Map<string, number>> {
  const rows = await select(db, countRow, exactCount(question, by));
  return new Map(rows.map(({ value, instances }) => [value, instances]));
}

function exactCount({ filter, facets, from, to }: InstanceQuestion, by: InstanceBreakdown): SQL {
  const active = sql`instance_hours WHERE ${instanceHours(filter, facets, from, to)}`;
  if (by === "all") return sql`SELECT '' AS value, count(DISTINCT instance_id)::float8 AS instances FROM ${active}`;
  if (by !== "reason") {
    return sql`SELECT value, count(DISTINCT instance_id)::float8 AS instances
      FROM (SELECT DISTINCT instance_id, facet_id FROM ${active}) seen JOIN facet_values USING (facet_id)
      WHERE dimension = ${by} GROUP BY value`;
  }
  const reasons = SIGNAL_IDS.map((id) => sql`(${id}::text, ${1 << SIGNALS[id].bit}::int)`);
  return sql`SELECT value, count(DISTINCT instance_id)::float8 AS instances
    FROM (SELECT DISTINCT instance_id, reasons FROM ${active}) seen
      JOIN (VALUES ${sql.join(reasons, sql`, `)}) AS reason(value, mask) ON (seen.reasons & mask) <> 0
    GROUP BY value`;
}

/** The filter narrowed to refusals; one that asks for passes only lets nothing through. */
export function refusedOnly(filter: Filter): Filter {
  const asked = filter.include.outcome;
  const outcome = asked === undefined || asked.includes("fail") ? ["fail"] : [];
  if (outcome.length > 0) return { ...filter, include: { ...filter.include, outcome } };
  return {
    ...filter,
    include: { ...filter.include, outcome: ["fail"] },
    exclude: { ...filter.exclude, outcome: ["fail"] },
  };
}

/** The stored outcomes that a filter lets through. */
export function outcomesOf({ include, exclude }: Filter): number[] {
  return (["pass", "fail"] as const)
    .filter((name) => (include.outcome?.includes(name) ?? true) && !(exclude.outcome?.includes(name) ?? false))
    .map((name) => OUTCOMES[name]);
}
