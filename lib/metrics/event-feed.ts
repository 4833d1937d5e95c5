import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { type FeedCursor, type FeedEvent, feedCursorText } from "../contract/event-feed";
import type { Filter } from "../contract/filter";
import { OVERRIDE_KIND_IDS, OVERRIDE_KINDS } from "../contract/outcome";
import { decodeSignals } from "../contract/signals";
import { EVENT_COLUMNS, EVENT_TABLES, eventRow, storedEvent } from "./event-row";
import { facetCondition, outcomeCondition, resolveFacets } from "./filter-sql";
import { select } from "./select";

const BATCHES_AT_ONCE = 200;
/** Batches whose events lie farther apart are read one by one, so that the instants bound what is looked at. */
const SPAN_MAX_MICROS = 600_000_000;

const batchRow = z.object({
  position: z.coerce.number(),
  batch: z.string(),
  n: z.number(),
  from: z.coerce.number(),
  to: z.coerce.number(),
});
type Batch = z.infer<typeof batchRow>;

const feedRow = storedEvent.extend({
  position: z.coerce.number(),
  signals: z.number(),
  override: z.number(),
  app_id: z.string().nullable(),
  sdk_version: z.string(),
  format: z.string(),
  address: z.string().nullable(),
  error_code: z.string().nullable(),
  policy_version: z.number().nullable(),
});
type FeedRow = z.infer<typeof feedRow>;

export interface FeedPage {
  readonly events: readonly FeedEvent[];
  /** Behind the last batch that was read, whether the filter let anything of it through or not. */
  readonly next: FeedCursor;
  /** Whether the feed goes on. */
  readonly more: boolean;
}

/**
 * The next events of the feed behind a cursor, whole batches of about `eventsMax` events before the filter (one batch at
 * least), up to the position `through` where one is given.
 */
export async function readFeed(
  db: Database,
  filter: Filter,
  after: FeedCursor,
  { eventsMax, through }: { eventsMax: number; through?: number },
): Promise<FeedPage> {
  const batches = await batchesBehind(db, after, through);
  const group = groupOf(batches, eventsMax);
  const last = group.at(-1);
  if (last === undefined) return { events: [], next: after, more: false };
  const facets = await resolveFacets(db, filter);
  const rows = await select(
    db,
    feedRow,
    sql`SELECT p.position, ${EVENT_COLUMNS}, e.signals, e.override, a.app_id, f.sdk_version, f.format,
        host(e.address) AS address, e.error_code, pv.version AS policy_version
      FROM (SELECT unnest(${sql.param(group.map(({ batch }) => batch))}::bigint[]) AS batch,
          unnest(${sql.param(group.map(({ position }) => position))}::bigint[]) AS position) p
      JOIN (${EVENT_TABLES}) ON e.batch = p.batch LEFT JOIN policy_versions pv ON pv.id = e.policy_version_id
      WHERE e.ts >= ${micros(smallest(group))} AND e.ts <= ${micros(largest(group))} AND ${behind(after)}
        AND ${facetCondition(facets)} AND ${outcomeCondition(filter)}
      ORDER BY p.position, e.id`,
  );
  const next = { position: last.position, event: null };
  return { events: rows.map(feedEvent), next, more: batches.length > group.length };
}

/** Where the feed ends now. */
export async function feedHead(db: Database): Promise<FeedCursor> {
  const [head] = await select(
    db,
    z.object({ position: z.coerce.number() }),
    sql`SELECT coalesce(max(position), 0) AS position FROM event_batches`,
  );
  return { position: head?.position ?? 0, event: null };
}

function batchesBehind(db: Database, after: FeedCursor, through: number | undefined): Promise<Batch[]> {
  const from = after.event === null ? after.position + 1 : after.position;
  return select(
    db,
    batchRow,
    sql`SELECT position, batch::text, n, (extract(epoch FROM min_ts) * 1000000)::bigint::text AS from,
        (extract(epoch FROM max_ts) * 1000000)::bigint::text AS to
      FROM event_batches WHERE position >= ${from}::bigint AND ${through === undefined ? sql`true` : sql`position <= ${through}::bigint`}
      ORDER BY position LIMIT ${BATCHES_AT_ONCE}`,
  );
}

function groupOf(batches: readonly Batch[], eventsMax: number): Batch[] {
  const group: Batch[] = [];
  let events = 0;
  for (const batch of batches) {
    const grown = [...group, batch];
    const fits = events + batch.n <= eventsMax && largest(grown) - smallest(grown) <= SPAN_MAX_MICROS;
    if (group.length > 0 && !fits) break;
    group.push(batch);
    events += batch.n;
  }
  return group;
}

function smallest(group: readonly Batch[]): number {
  return Math.min(...group.map(({ from }) => from));
}

function largest(group: readonly Batch[]): number {
  return Math.max(...group.map(({ to }) => to));
}

/** Microseconds since 1970; today's need 51 bits. */
function micros(at: number): SQL {
  return sql`timestamptz '1970-01-01T00:00:00Z' + ${at}::bigint * interval '1 microsecond'`;
}

function behind({ position, event }: FeedCursor): SQL {
  return event === null ? sql`true` : sql`(p.position > ${position}::bigint OR e.id > ${event}::uuid)`;
}

function feedEvent(row: FeedRow): FeedEvent {
  const {
    id,
    kind,
    outcome,
    reasons,
    arc,
    instanceId,
    app,
    appVersion,
    platform,
    osVersion,
    model,
    country,
    test,
    at,
  } = eventRow(row);
  return {
    type: "attestation",
    cursor: feedCursorText({ position: row.position, event: id }),
    id,
    at: new Date(at).toISOString(),
    kind,
    outcome,
    reasons,
    signals: decodeSignals(row.signals),
    override: OVERRIDE_KIND_IDS.find((name) => OVERRIDE_KINDS[name] === row.override) ?? "none",
    arc,
    instanceId,
    app: row.app_id,
    appName: app,
    appVersion,
    platform,
    osVersion,
    model,
    country,
    sdkVersion: row.sdk_version,
    format: row.format,
    test,
    address: row.address,
    errorCode: row.error_code,
    policyVersion: row.policy_version,
  };
}
