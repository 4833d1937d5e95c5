/** Numbers the batches of events in an order that a cursor can follow. */
import { sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";

/**
 * Gives every committed batch that has none its position in the feed. One process does so at a time and commits before
 * the next begins, so whoever has seen a position has seen, or can see, every lower one. O(new batches).
 */
export async function sequenceBatches(db: Database): Promise<void> {
  const waiting = await db.execute<{ yes: boolean }>(sql`SELECT EXISTS (SELECT FROM event_batches_new) AS yes`);
  if (waiting.rows[0]?.yes !== true) return;
  await db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('attestry.feed'))`);
    await tx.execute(sql`
      WITH committed AS (DELETE FROM event_batches_new RETURNING batch, n, min_ts, max_ts)
      INSERT INTO event_batches (batch, n, min_ts, max_ts) SELECT batch, n, min_ts, max_ts FROM committed ORDER BY batch`);
  });
}

const FORGET_AT_ONCE = 50_000;

/** Forgets batches whose events are past retention, oldest first. */
export async function forgetBatches(db: Database, retentionDays: number): Promise<void> {
  for (;;) {
    const result = await db.execute(sql`
      DELETE FROM event_batches WHERE max_ts < now() - make_interval(days => ${retentionDays + 1}::int)
        AND position IN (SELECT position FROM event_batches ORDER BY position LIMIT ${FORGET_AT_ONCE}::int)`);
    if ((result.rowCount ?? 0) < FORGET_AT_ONCE) return;
  }
}
