import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { OVERRIDES } from "../contract/admin/overrides";
import type { Filter } from "../contract/filter";
import type { InstancePage, InstanceRow } from "../contract/instances";
import { OUTCOMES } from "../contract/outcome";
import { decodeSignals } from "../contract/signals";
import { AttestryError } from "../errors";
import { type FacetIds, facetCondition, isNone, outcomeCondition, resolveFacets } from "./filter-sql";
import { select } from "./select";
import { instant, millis } from "./sql-time";
import { floor, timeWindow } from "./time-window";

const HOUR_MS = 3_600_000;
export const INSTANCE_PAGE_MAX = 200;
/** Hours looked through for one page; a filter that few pass through is followed by further pages. */
const HOURS_MAX = 24;

export const instanceListParameters = z.object({
  /** `next` of the page before. */
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(INSTANCE_PAGE_MAX).default(50),
});
export type InstanceListParameters = z.infer<typeof instanceListParameters>;

/** Where a page goes on: below an instance, in the hour it was listed for. */
interface Position {
  readonly hour: number;
  readonly below: string | null;
}

/**
 * Installations that attested in a filter's window, each once, in its last hour there. Pages go on below an hour and an
 * id, so that none repeats a row; an installation that attests meanwhile moves up to the first page.
 */
export async function instanceList(
  db: Database,
  filter: Filter,
  now: Date,
  { cursor, limit }: InstanceListParameters,
): Promise<InstancePage> {
  const window = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  if (isNone(facets)) return { instances: [], next: null };
  const first = floor(window.from, HOUR_MS);
  let position = parseCursor(cursor) ?? { hour: floor(window.to - 1, HOUR_MS), below: null };
  const found: InstanceRow[] = [];
  for (let hours = 0; hours < HOURS_MAX && found.length < limit; hours++) {
    const hour = await lastHour(db, Math.min(position.hour, floor(window.to - 1, HOUR_MS)), first);
    if (hour === null) return { instances: found, next: null };
    const below = hour === position.hour ? position.below : null;
    const wanted = limit - found.length;
    const rows = await hourOf(db, { filter, facets, hour, to: window.to, below, limit: wanted, now });
    found.push(...rows);
    position =
      rows.length < wanted ? { hour: hour - HOUR_MS, below: null } : { hour, below: rows.at(-1)?.instanceId ?? null };
  }
  return { instances: found, next: `${position.hour}.${position.below ?? ""}` };
}

const CURSOR = /^(\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/;

function parseCursor(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  const match = CURSOR.exec(cursor);
  if (match === null) throw new AttestryError("invalid_request", "The cursor is not one that this list gave out.");
  return { hour: Number(match[1]), below: match[2] ?? null };
}

/** The last hour with any activity, from `hour` down to `first`. */
async function lastHour(db: Database, hour: number, first: number): Promise<number | null> {
  const [found] = await select(
    db,
    z.object({ at: z.number().nullable() }),
    sql`SELECT ${millis(sql`max(bucket)`)} AS at FROM instance_hours
      WHERE bucket >= ${instant(first)} AND bucket <= ${instant(hour)}`,
  );
  return found?.at ?? null;
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
}

/** Installations whose last hour is this one, by id downwards. */
async function hourOf(db: Database, question: HourQuestion): Promise<InstanceRow[]> {
  const { filter, facets, hour, to, below, limit, now } = question;
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
        WHERE bucket = ${instant(hour)} AND ${shown} AND ${below === null ? sql`true` : sql`instance_id < ${below}::uuid`}
          AND NOT EXISTS (SELECT FROM instance_hours later
            WHERE later.instance_id = h.instance_id AND bucket > ${instant(hour)} AND bucket < ${instant(to)} AND ${shown})
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
