import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { compareVersions } from "../attestation/reference-values";
import { type Filter, RANGES, UNKNOWN_VALUE } from "../contract/filter";
import { OTHER_VALUE } from "../contract/history";
import type { TimeWindow } from "../contract/metrics";
import type { AdoptionRange, VersionAdoption } from "../contract/version-adoption";
import { resolveFacets } from "./filter-sql";
import { versionSource } from "./rollup-source";
import { select } from "./select";
import { binOf, millis } from "./sql-time";
import { binStarts, floor } from "./time-window";

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1000;
/** More lines than this can't be told apart; the rest is summed. */
const LISTED_MAX = 6;
/** A version that never had so much of a day is a straggler, not a release. */
const SHARE_MIN = 0.01;

/** What says of no version which it is. */
const UNNAMED: readonly string[] = [UNKNOWN_VALUE, OTHER_VALUE];

const row = z.object({ at: z.number(), version: z.string(), n: z.number() });

/** Attempts by app version, day by day: how each release took over. The filter names the app; its range is `range`. */
export async function versionAdoption(
  db: Database,
  filter: Filter,
  now: Date,
  range: AdoptionRange,
): Promise<VersionAdoption> {
  const window = wholeDays(range, now);
  const facets = await resolveFacets(db, filter);
  const rows = await select(
    db,
    row,
    sql`SELECT ${millis(binOf(sql`bucket`, DAY_SECONDS))} AS at, version, sum(n)::float8 AS n
      FROM ${await versionSource(db, { filter, facets, window })} r GROUP BY 1, 2`,
  );
  return { window, versions: ranked(daysOf(rows, binStarts(window))) };
}

function wholeDays(range: AdoptionRange, now: Date): TimeWindow {
  const to = floor(now.getTime(), DAY_MS) + DAY_MS;
  return { from: to - RANGES[range] * 1000, to, stepSeconds: DAY_SECONDS, live: true };
}

function daysOf(rows: readonly z.infer<typeof row>[], starts: readonly number[]): Map<string, number[]> {
  const index = new Map(starts.map((at, place) => [at, place]));
  const days = new Map<string, number[]>();
  for (const { at, version, n } of rows) {
    const own = days.get(version) ?? starts.map(() => 0);
    const place = index.get(at);
    if (place !== undefined) own[place] = (own[place] ?? 0) + n;
    days.set(version, own);
  }
  return days;
}

/** The newest releases that ever mattered, newest first, and the sum of all others. */
function ranked(days: ReadonlyMap<string, readonly number[]>): VersionAdoption["versions"] {
  const all = summed([...days.values()]);
  const mattered = [...days]
    .filter(
      ([version, own]) =>
        !UNNAMED.includes(version) && own.some((n, place) => n > 0 && n >= SHARE_MIN * (all[place] ?? 0)),
    )
    .sort(([a], [b]) => compareVersions(b, a));
  const listed = mattered.slice(0, LISTED_MAX);
  const names = new Set(listed.map(([version]) => version));
  const others = [...days].filter(([version]) => !names.has(version)).map(([, own]) => own);
  return [
    ...listed.map(([version, own]) => ({ version, days: [...own] })),
    ...(others.length === 0 ? [] : [{ version: null, days: summed(others) }]),
  ];
}

function summed(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, place) => rows.reduce((sum, own) => sum + (own[place] ?? 0), 0));
}
