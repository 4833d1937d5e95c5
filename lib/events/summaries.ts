/**
 * Coarser history, derived from what the writer keeps: counts by single value and by facet, sketches of instances.
 * Each run replaces whole hours and days in one transaction, from one snapshot. An event that comes for an hour that
 * was closed leaves its mark in `stale_hours` in its own transaction: either the snapshot holds event and mark, or the
 * mark stays for the next run. So nothing is lost and nothing counts twice, and no writer waits.
 */
import type pg from "pg";
import { sketchHours } from "./sketches";
import { DAYS, HOURS, WEEKS } from "./summary-statements";

/** Hours summarised in one transaction. */
const HOURS_MAX = 24;

interface Due {
  readonly hours: readonly Date[];
  /** Where `values_until` stands afterwards. */
  readonly until: Date;
}

/**
 * Summarises the hours that were closed or changed since the last run. Returns how many, 0 when nothing was due or
 * another process is at it. `onHours` is told the running total of a long catching-up.
 */
export async function summariseHours(pool: pg.Pool, onHours?: (total: number) => void): Promise<number> {
  for (let total = 0; ; onHours?.(total)) {
    const done = await summariseSome(pool);
    if (done === 0) return total;
    total += done;
  }
}

/** The same after whoever is at it: when it returns, nothing that was due before is left. */
export async function summariseAllHours(pool: pg.Pool, onHours: (total: number) => void): Promise<number> {
  const client = await pool.connect();
  try {
    // Held between the transactions too; within them the lock of the same session is no obstacle.
    await client.query("SELECT pg_advisory_lock(hashtext('attestry.summaries'))");
    for (let total = 0; ; onHours(total)) {
      const done = await summariseWith(client);
      if (done === 0) return total;
      total += done;
    }
  } finally {
    await client.query("SELECT pg_advisory_unlock(hashtext('attestry.summaries'))").catch(() => undefined);
    client.release();
  }
}

async function summariseSome(pool: pg.Pool): Promise<number> {
  const client = await pool.connect();
  try {
    return await summariseWith(client);
  } finally {
    client.release();
  }
}

async function summariseWith(client: pg.PoolClient): Promise<number> {
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    const due = await dueHours(client);
    if (due.hours.length > 0) await summarise(client, due);
    await client.query("COMMIT");
    return due.hours.length;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** The oldest hours that changed, else the next that were closed; none while another process holds the lock. */
async function dueHours(client: pg.PoolClient): Promise<Due> {
  const { rows } = await client.query<{ mine: boolean; since: Date; until: Date }>(
    `SELECT pg_try_advisory_xact_lock(hashtext('attestry.summaries')) AS mine,
       s.values_until AS since, p.hours_until AS until FROM rollup_progress p, summary_progress s`,
  );
  const [progress] = rows;
  if (progress === undefined || !progress.mine) return { hours: [], until: new Date(0) };
  const { since, until } = progress;
  const stale = await client.query<{ bucket: Date }>(
    "SELECT DISTINCT bucket FROM stale_hours WHERE bucket < $1 ORDER BY bucket LIMIT $2",
    [until, HOURS_MAX],
  );
  if (stale.rows.length > 0) return { hours: stale.rows.map((row) => row.bucket), until: since };
  const end = new Date(Math.min(until.getTime(), since.getTime() + HOURS_MAX * 3_600_000));
  const hours: Date[] = [];
  for (let at = since.getTime(); at < end.getTime(); at += 3_600_000) hours.push(new Date(at));
  return { hours, until: end };
}

async function summarise(client: pg.PoolClient, { hours, until }: Due): Promise<void> {
  for (const statement of HOURS) await client.query(statement, [hours]);
  await client.query("UPDATE summary_progress SET values_until = $1", [until]);
  for (const [width, statements] of [
    ["1 day", DAYS],
    ["7 days", WEEKS],
  ] as const) {
    const whole = await wholeBuckets(client, width, hours);
    for (const statement of whole.length === 0 ? [] : statements) await client.query(statement, [whole]);
  }
  await sketchHours(client, hours);
  await client.query("DELETE FROM stale_hours WHERE bucket = ANY($1::timestamptz[])", [hours]);
}

/** The buckets of a width that hold some of these hours and are summarised to their end. */
async function wholeBuckets(client: pg.PoolClient, width: string, hours: readonly Date[]): Promise<Date[]> {
  const { rows } = await client.query<{ bucket: Date }>(
    `SELECT DISTINCT bucket FROM (SELECT date_bin($1::interval, hour, '1970-01-01T00:00:00Z') AS bucket FROM unnest($2::timestamptz[]) AS hour)
       touched, summary_progress WHERE bucket + $1::interval <= values_until`,
    [width, hours],
  );
  return rows.map(({ bucket }) => bucket);
}

/**
 * Sketches the hours that are still open or not summarised yet, so that long ranges count the instances of today too.
 * Costs what the hour holds: the caller spaces it out. Nothing happens while another process is at it.
 */
export async function sketchOpenHours(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const { rows } = await client.query<{ hour: Date }>(
      `SELECT generate_series(greatest(values_until, date_trunc('hour', now(), 'UTC') - interval '2 hours'), now(), interval '1 hour') AS hour
       FROM summary_progress WHERE pg_try_advisory_xact_lock(hashtext('attestry.summaries'))`,
    );
    await sketchHours(
      client,
      rows.map((row) => row.hour),
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
