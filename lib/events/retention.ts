import type pg from "pg";

/** For how many days single events are kept: what an admin has set in the console, else what the environment says. */
export async function retentionInForce(pool: pg.Pool, environmentDays: number): Promise<number> {
  const { rows } = await pool.query<{ days: number | null }>("SELECT retention_days AS days FROM history_settings");
  return rows[0]?.days ?? environmentDays;
}
