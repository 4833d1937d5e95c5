/** What keeps history in shape: partitions ahead, retention behind, hours closed, spent challenges forgotten. */
import type pg from "pg";
import { MINUTES_KEPT_DAYS } from "../contract/history";
import type { Log } from "../log";
import { FacetCache } from "./facets";
import { HOLD_PROGRESS } from "./progress-lock";
import { notifyRecorded, recordBatch } from "./record";
import type { Spool } from "./spool";

const DAILY_TABLES = ["attestation_events", "rollup_minutes", "instance_hours"];
const DAYS_AHEAD = 7;
/** An hour is closed this long after its end; later events go to minutes and hours both. */
export const CLOSE_AFTER_MINUTES = 2;

/** Makes the partitions of the coming week and drops those past retention. */
export async function maintainPartitions(pool: pg.Pool, retentionDays: number): Promise<void> {
  for (const table of DAILY_TABLES) {
    await pool.query("SELECT ensure_daily_partitions($1, 2, $2)", [table, DAYS_AHEAD]);
    const days = table === "rollup_minutes" ? Math.min(MINUTES_KEPT_DAYS, retentionDays) : retentionDays;
    await pool.query("SELECT drop_daily_partitions($1, $2)", [table, days]);
  }
  for (const table of ["facet_hours", "sketch_hours"]) {
    await pool.query(`DELETE FROM ${table} WHERE bucket < now() - make_interval(days => $1)`, [MINUTES_KEPT_DAYS + 1]);
  }
}

/** Forgets challenges that can't be presented any more. O(forgotten). */
export async function forgetRedemptions(pool: pg.Pool): Promise<void> {
  await pool.query("DELETE FROM redemptions WHERE expires_at < now() - interval '60 seconds'");
}

/**
 * Adds every hour that has ended to rollup_hours, once: the lock keeps writers out while `hours_until` moves.
 * O(minute rows of those hours).
 */
export async function closeHours(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const due = await client.query<{ due: boolean }>(
      `SELECT hours_until + interval '1 hour' <= date_trunc('hour', now() - make_interval(mins => $1), 'UTC') AS due FROM rollup_progress`,
      [CLOSE_AFTER_MINUTES],
    );
    if (due.rows[0]?.due === true) {
      await client.query(HOLD_PROGRESS);
      await client.query(CLOSE, [CLOSE_AFTER_MINUTES]);
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

const CLOSE = `
WITH moved AS (
  UPDATE rollup_progress p SET hours_until = date_trunc('hour', now() - make_interval(mins => $1), 'UTC')
  FROM (SELECT hours_until FROM rollup_progress FOR UPDATE) old
  RETURNING old.hours_until AS since, p.hours_until AS until
)
INSERT INTO rollup_hours AS h
SELECT date_trunc('hour', bucket, 'UTC'), facet_id, kind, outcome, signals, reasons, first_reason, override,
  policy_version_id, sum(n)
FROM rollup_minutes, moved WHERE bucket >= since AND bucket < until
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ON CONFLICT (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id)
DO UPDATE SET n = h.n + excluded.n`;

/**
 * Moves waiting events from the spool into Postgres. Safe to repeat: an event that is there already adds nothing.
 * Returns how many were moved; an event that Postgres refuses for its content is set aside.
 */
export async function drainSpool(pool: pg.Pool, spool: Spool, log: Log, batchSize = 500): Promise<number> {
  const facets = new FacetCache();
  let moved = 0;
  for (;;) {
    const taken = await spool.take(batchSize);
    if (taken.length === 0) {
      if (moved > 0) await notifyRecorded(pool);
      return moved;
    }
    moved += await recordSpooled(pool, spool, log, facets, taken);
  }
}

type Taken = Awaited<ReturnType<Spool["take"]>>;

async function recordSpooled(pool: pg.Pool, spool: Spool, log: Log, facets: FacetCache, taken: Taken): Promise<number> {
  const client = await pool.connect();
  try {
    await recordBatch(
      client,
      taken.map(({ event }) => event),
      facets,
      { contested: true },
    );
    client.release();
  } catch (error) {
    client.release(true);
    if (!refusedForContent(error)) throw error;
    return isolate(pool, spool, log, facets, taken, error);
  }
  await spool.remove(taken.map(({ path }) => path));
  return taken.length;
}

async function isolate(
  pool: pg.Pool,
  spool: Spool,
  log: Log,
  facets: FacetCache,
  taken: Taken,
  error: unknown,
): Promise<number> {
  const [only, ...rest] = taken;
  if (only !== undefined && rest.length === 0) {
    log.error("an event in the spool can't be stored and was set aside", error, { event: only.event.id });
    await spool.reject(only.path);
    return 0;
  }
  const half = Math.ceil(taken.length / 2);
  const first = await recordSpooled(pool, spool, log, facets, taken.slice(0, half));
  return first + (await recordSpooled(pool, spool, log, facets, taken.slice(half)));
}

/** SQLSTATE classes 22 (data exception) and 23 (constraint violation): trying again won't help. */
function refusedForContent(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^2[23]/.test(error.code);
}
