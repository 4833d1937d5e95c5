/** Weeks above the hours, for replaying drafts over months. */
import type pg from "pg";
import { HOLD_PROGRESS } from "./progress-lock";

const DUE = `SELECT weeks_until AS week FROM week_progress, rollup_progress
  WHERE weeks_until + interval '7 days' <= hours_until`;

const CLOSE_WEEK = `
WITH due AS (${DUE}), moved AS (
  UPDATE week_progress SET weeks_until = week + interval '7 days' FROM due RETURNING week
), summed AS (
  INSERT INTO rollup_weeks
  SELECT week, facet_id, outcome, signals, override, policy_version_id, sum(n)
  FROM due JOIN rollup_hours ON bucket >= week AND bucket < week + interval '7 days'
  WHERE kind = 2 GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT week FROM moved`;

/**
 * Sums up every week that has ended, one a transaction: the lock keeps writers out while `weeks_until` moves, and an
 * event that comes later is added by its writer. O(hour rows of those weeks). Returns how many weeks were closed.
 */
export async function closeWeeks(pool: pg.Pool): Promise<number> {
  for (let closed = 0; ; closed++) if (!(await closeWeek(pool))) return closed;
}

async function closeWeek(pool: pg.Pool): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const { rowCount: due } = await client.query(DUE);
    if (due === 1) await client.query(HOLD_PROGRESS);
    // Another process may have closed it before the lock was ours.
    const { rowCount: closed } = due === 1 ? await client.query(CLOSE_WEEK) : { rowCount: 0 };
    await client.query("COMMIT");
    return closed === 1;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** Begins the weeks anew with the oldest hour there is: for whoever has written hours of the past. */
export async function rebuildWeeks(pool: pg.Pool): Promise<void> {
  await pool.query(`BEGIN; ${HOLD_PROGRESS};
    WITH first AS (
      SELECT date_trunc('week', coalesce((SELECT min(bucket) FROM rollup_hours), now()), 'UTC') AS week
    ), emptied AS (DELETE FROM rollup_weeks)
    UPDATE week_progress SET weeks_from = week, weeks_until = week FROM first; COMMIT`);
  await closeWeeks(pool);
}

/** Forgets what lies wholly before retention: weeks, instances last seen then, and what rollouts of then have counted. */
export async function forgetWeeks(pool: pg.Pool, retentionDays: number): Promise<void> {
  await pool.query("DELETE FROM rollup_weeks WHERE bucket < now() - make_interval(days => $1 + 7)", [retentionDays]);
  await pool.query("DELETE FROM instance_states WHERE at < now() - make_interval(days => $1)", [retentionDays]);
  await pool.query("DELETE FROM shadow_minutes WHERE bucket < now() - make_interval(days => $1)", [retentionDays]);
  await pool.query(
    `DELETE FROM shadow_instances s USING policy_rollouts r
     WHERE r.id = s.rollout_id AND r.ended_at < now() - make_interval(days => $1)`,
    [retentionDays],
  );
}
