import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { OVERRIDES } from "../contract/admin/overrides";
import type { Filter } from "../contract/filter";
import type { InstancePage, InstanceRow } from "../contract/instances";
import { OUTCOMES } from "../contract/outcome";
import { decodeSignals } from "../contract/signals";
import { type FacetIds, facetCondition, isNone, outcomeCondition, resolveFacets } from "./filter-sql";
import {
  currentSnapshot,
  INSTANCE_CURSOR_MAX,
  type InstanceCursor,
  type Position,
  parseCursor,
  seenIn,
  writeCursor,
} from "./instance-cursor";
import { matchingHours } from "./instance-places";
import { select } from "./select";
import { instant, millis } from "./sql-time";
import { floor, timeWindow } from "./time-window";

const HOUR_MS = 3_600_000;
export const INSTANCE_PAGE_MAX = 200;
/** Hours looked through for a page that has some rows already, */
const HOURS_MAX = 24;
/** and how long for the first row: those that still match there may have been listed for a later hour. */
const LOOKED_MS_MAX = 1500;

export const instanceListParameters = z.object({
  /** `next` of the page before. */
  cursor: z.string().max(INSTANCE_CURSOR_MAX).optional(),
  limit: z.coerce.number().int().min(1).max(INSTANCE_PAGE_MAX).default(50),
});
export type InstanceListParameters = z.infer<typeof instanceListParameters>;

/**
 * Installations that attested in a filter's window, each once, in its last hour there. Pages go on below an hour and an
 * id, and see what the first page saw: an installation that attests meanwhile keeps its place, so that none is skipped and
 * none comes twice.
 */
export async function instanceList(
  db: Database,
  filter: Filter,
  now: Date,
  { cursor, limit }: InstanceListParameters,
): Promise<InstancePage> {
  const { from, to } = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  const last = floor(to - 1, HOUR_MS);
  const start =
    cursor === undefined ? { hour: last, below: null, snapshot: await currentSnapshot(db) } : parseCursor(cursor);
  const oldest = await oldestHour(db);
  if (isNone(facets) || oldest === null) return { instances: [], next: null, reachesFrom: null };
  const begin = floor(from, HOUR_MS);
  const hours = { newest: Math.min(start.hour, last), first: Math.max(begin, oldest) };
  const { instances, end } = await walk(db, { filter, facets, ...hours, to, now, limit }, start);
  if (end === null) return { instances, next: null, reachesFrom: await reachOf(db, begin, oldest) };
  return { instances, next: writeCursor({ ...end, snapshot: start.snapshot }), reachesFrom: null };
}

type Walk = Omit<HourQuestion, "hour" | "below" | "snapshot"> & { readonly newest: number; readonly first: number };

/** One page below a position, and where it ends; null at the end of the list. */
async function walk(
  db: Database,
  asked: Walk,
  start: InstanceCursor,
): Promise<{ instances: InstanceRow[]; end: Position | null }> {
  const begun = performance.now();
  const instances: InstanceRow[] = [];
  let hours = 0;
  for await (const hour of matchingHours(db, asked)) {
    const limit = asked.limit - instances.length;
    const below = hour === start.hour ? start.below : null;
    const rows = await hourOf(db, { ...asked, hour, below, limit, snapshot: start.snapshot });
    instances.push(...rows);
    if (rows.length === limit) return { instances, end: { hour, below: rows.at(-1)?.instanceId ?? null } };
    const isLong = instances.length > 0 ? ++hours >= HOURS_MAX : performance.now() - begun > LOOKED_MS_MAX;
    if (isLong) return { instances, end: { hour: hour - HOUR_MS, below: null } };
  }
  return { instances, end: null };
}

/** The oldest hour of which it is kept who attested. */
async function oldestHour(db: Database): Promise<number | null> {
  const [found] = await select(
    db,
    z.object({ at: z.number().nullable() }),
    sql`SELECT ${millis(sql`min(bucket)`)} AS at FROM instance_hours`,
  );
  return found?.at ?? null;
}

/** The oldest hour where the window holds attestations from before it, of which only counts are left; null where none. */
async function reachOf(db: Database, from: number, oldest: number): Promise<number | null> {
  const [before] = await select(
    db,
    z.object({ any: z.boolean() }),
    sql`SELECT EXISTS (SELECT FROM rollup_hours WHERE bucket >= ${instant(from)} AND bucket < ${instant(oldest)}) AS any`,
  );
  return before?.any === true ? oldest : null;
}

const row = z.object({
  instance_id: z.string(),
  outcome: z.number(),
  reasons: z.number(),
  app: z.string().nullable(),
  app_version: z.string(),
  sdk_version: z.string(),
  platform: z.string(),
  os_version: z.string(),
  model: z.string(),
  country: z.string(),
  test: z.boolean(),
  enrolled_at: z.number().nullable(),
  override: z.enum(OVERRIDES).nullable(),
});

interface HourQuestion {
  readonly filter: Filter;
  readonly facets: FacetIds;
  readonly hour: number;
  readonly to: number;
  readonly below: string | null;
  readonly limit: number;
  readonly now: Date;
  readonly snapshot: string;
}

/** Installations whose last hour is this one, by id downwards. */
async function hourOf(db: Database, question: HourQuestion): Promise<InstanceRow[]> {
  const { filter, facets, hour, to, below, limit, now, snapshot } = question;
  const shown: SQL = sql`${facetCondition(facets)} AND ${outcomeCondition(filter)}`;
  const rows = await select(
    db,
    row,
    sql`SELECT s.instance_id, s.outcome, s.reasons, a.name AS app, f.app_version, f.sdk_version, f.platform, f.os_version,
        f.model, f.country, f.test, ${millis(sql`i.enrolled_at`)} AS enrolled_at,
        (SELECT kind FROM overrides o WHERE o.instance_id = s.instance_id AND lifted_at IS NULL
           AND (expires_at IS NULL OR expires_at > ${now.toISOString()}::timestamptz) LIMIT 1) AS override
      FROM (
        SELECT DISTINCT ON (instance_id) instance_id, facet_id, outcome, reasons FROM instance_hours h
        WHERE bucket = ${instant(hour)} AND ${shown} AND ${seenIn(snapshot, "h")}
          AND ${below === null ? sql`true` : sql`instance_id < ${below}::uuid`}
          AND NOT EXISTS (SELECT FROM instance_hours later
            WHERE later.instance_id = h.instance_id AND bucket > ${instant(hour)} AND bucket < ${instant(to)} AND ${shown}
              AND ${seenIn(snapshot, "later")})
        ORDER BY instance_id DESC, outcome, facet_id DESC LIMIT ${limit}
      ) s JOIN facets f ON f.id = s.facet_id LEFT JOIN apps a ON a.id = f.app_id LEFT JOIN instances i ON i.id = s.instance_id
      ORDER BY s.instance_id DESC`,
  );
  return rows.map((found) => ({
    instanceId: found.instance_id,
    lastHour: hour,
    outcome: found.outcome === OUTCOMES.pass ? "pass" : "fail",
    reasons: decodeSignals(found.reasons),
    app: found.app,
    appVersion: found.app_version,
    sdkVersion: found.sdk_version,
    platform: found.platform,
    osVersion: found.os_version,
    model: found.model,
    country: found.country,
    test: found.test,
    enrolledAt: found.enrolled_at,
    override: found.override,
  }));
}
