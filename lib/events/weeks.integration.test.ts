import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { randomEvent, record, registerTestApps } from "../metrics/testing/history";
import { testDatabase } from "../testing/database";
import { seeded } from "../testing/random";
import { FacetCache } from "./facets";
import { closeHours } from "./maintenance";
import { recordBatch } from "./record";
import { closeWeeks, forgetWeeks, rebuildWeeks } from "./weeks";

const { pool } = await testDatabase();
const random = seeded(7);
const DAY_MS = 86_400_000;
let apps: (number | null)[] = [];

beforeAll(async () => {
  for (const table of ["attestation_events", "rollup_minutes", "instance_hours"]) {
    await pool.query("SELECT ensure_daily_partitions($1, 40, 1)", [table]);
  }
  await pool.query("UPDATE rollup_progress SET hours_until = date_trunc('hour', now() - interval '38 days', 'UTC')");
  apps = await registerTestApps(pool);
});

const events = (count: number, agesDays: number) =>
  Array.from({ length: count }, () =>
    randomEvent(random, new Date(Date.now() - random() * agesDays * DAY_MS), apps, [randomUUID()]),
  );

/** Attestations of the weeks that are closed, by the weeks and by the events themselves. */
async function counted() {
  const { rows } = await pool.query<{ weeks: number; events: number; spans: number }>(
    `SELECT (SELECT coalesce(sum(n), 0)::int FROM rollup_weeks) AS weeks,
       (SELECT count(*)::int FROM attestation_events, week_progress
        WHERE kind = 2 AND ts >= weeks_from AND ts < weeks_until) AS events,
       (SELECT (extract(epoch FROM weeks_until - weeks_from) / 604800)::int FROM week_progress) AS spans`,
  );
  return rows[0] ?? { weeks: -1, events: -1, spans: 0 };
}

describe("weeks of history", () => {
  it("hold what the hours held, once closed, and what comes late", async () => {
    await record(pool, events(800, 36));
    await closeHours(pool);
    await rebuildWeeks(pool);
    const closed = await counted();
    expect(closed.spans).toBeGreaterThanOrEqual(4);
    expect(closed.weeks).toBeGreaterThan(100);
    expect(closed.weeks).toBe(closed.events);

    const late = events(200, 36);
    await record(pool, late);
    await record(pool, late);
    const after = await counted();
    expect(after.weeks).toBeGreaterThan(closed.weeks);
    expect(after.weeks).toBe(after.events);
  });

  it("wait for an event that is being written by the marks of before", async () => {
    await pool.query("UPDATE week_progress SET weeks_until = weeks_until - interval '7 days'");
    await pool.query("DELETE FROM rollup_weeks USING week_progress WHERE bucket >= weeks_until");
    const { rows } = await pool.query<{ at: Date }>("SELECT weeks_until + interval '1 day' AS at FROM week_progress");
    const [drawn] = events(1, 1);
    if (drawn === undefined) throw new Error("no event was drawn");
    const nonce = "00".repeat(16);
    const nonceExpiresAt = new Date(Date.now() + 60_000).toISOString();
    const at = rows[0]?.at ?? new Date(0);
    const late = { ...drawn, kind: 2, instanceId: randomUUID(), ts: at.toISOString(), nonce, nonceExpiresAt };

    // Its challenge is claimed by a transaction that is still open: the writer has looked at the marks, and waits.
    const [holder, writer] = await Promise.all([pool.connect(), pool.connect()]);
    await holder.query("BEGIN");
    await holder.query("INSERT INTO redemptions (nonce, event_id, expires_at) VALUES ($1, $2, now())", [
      Buffer.from(nonce, "hex"),
      randomUUID(),
    ]);
    const written = recordBatch(writer, [late], new FacetCache(), { contested: true });
    const waiting = (mode: string) =>
      holder.query("SELECT FROM pg_locks WHERE NOT granted AND mode = $1", [mode]).then(({ rowCount }) => rowCount);
    await expect.poll(() => waiting("ShareLock")).toBe(1);
    let isClosed = false;
    const closing = closeWeeks(pool).finally(() => {
      isClosed = true;
    });
    await expect.poll(async () => isClosed || (await waiting("ExclusiveLock")) === 1).toBe(true);
    await holder.query("ROLLBACK");
    await Promise.all([written, closing]);
    for (const client of [holder, writer]) client.release();
    const after = await counted();
    expect(after.weeks).toBe(after.events);
  });

  it("are closed once, whoever closes them", async () => {
    const before = await counted();
    expect(await Promise.all([closeWeeks(pool), closeWeeks(pool)])).toEqual([0, 0]);
    await rebuildWeeks(pool);
    expect(await counted()).toEqual(before);
  });

  it("are forgotten with the rest of history", async () => {
    await forgetWeeks(pool, 0);
    const { rows } = await pool.query(
      "SELECT count(*)::int AS n FROM rollup_weeks WHERE bucket < now() - interval '7 days'",
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});
