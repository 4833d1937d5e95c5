import { sql } from "drizzle-orm";
import { it } from "vitest";
import { createAlertRule } from "../admin/alert-rules/create";
import { answer } from "../admin/answer";
import { exportEvents } from "../admin/events/export";
import { alertDefinitionSchema } from "../contract/admin/alerts";
import { createLog } from "../log";
import { randomEvent, record, registerTestApps, seeded } from "../metrics/testing/history";
import { call, TEST_ORIGIN, testServices, withApiKey } from "../testing/console";
import { testDatabase } from "../testing/database";
import { evaluateAlerts } from "./evaluate";
import { previewAlert } from "./preview";

const { db, pool } = await testDatabase();
const services = testServices(db);
const { headers } = await withApiKey(services, "admin");
const out = (...args: unknown[]) => process.stdout.write(`BENCH ${args.join(" ")}\n`);

it("bench", { timeout: 400_000 }, async () => {
  const apps = await registerTestApps(pool);
  await db.execute(
    sql`SELECT ensure_daily_partitions(p, 90, 7) FROM unnest(ARRAY['attestation_events','rollup_minutes','instance_hours']) p`,
  );
  const random = seeded(1);
  const instances = Array.from({ length: 500 }, () => crypto.randomUUID());
  const t0 = performance.now();
  const N = 60_000;
  for (let made = 0; made < N; made += 3000) {
    const events = Array.from({ length: 3000 }, (_, i) =>
      randomEvent(random, new Date(Date.now() - (N - made - i) * 5), apps, instances),
    );
    await record(pool, events);
  }
  out("insert rows/s", Math.round(N / ((performance.now() - t0) / 1000)));
  globalThis.gc?.();
  const base = process.memoryUsage();
  let peak = 0,
    lines = 0;
  const t1 = performance.now();
  const url = new URL("/api/events/export?test=1&limit=1000000", TEST_ORIGIN);
  const response = await answer(exportEvents, new Request(url, { headers }), services);
  for await (const chunk of response.body ?? []) {
    for (const byte of chunk) if (byte === 10) lines++;
    peak = Math.max(peak, process.memoryUsage().heapUsed - base.heapUsed);
  }
  const s = (performance.now() - t1) / 1000;
  out(
    "export lines",
    lines,
    "in s",
    s.toFixed(2),
    "lines/s",
    Math.round(lines / s),
    "peak heap MB above start",
    (peak / 1e6).toFixed(1),
  );
  const { rows } = await db.execute<{ p: string }>(sql`SELECT max(position)::text AS p FROM event_batches`);
  const times: number[] = [];
  for (let i = 0; i < 50; i++) {
    const at = performance.now();
    const u = new URL(`/api/events/export?test=1&limit=500&cursor=${Number(rows[0]?.p) - 1}`, TEST_ORIGIN);
    await (await answer(exportEvents, new Request(u, { headers }), services)).text();
    times.push(performance.now() - at);
  }
  times.sort((a, b) => a - b);
  out("export page at the end, 98 partitions, ms p50", times[25]?.toFixed(1), "p95", times[47]?.toFixed(1));
  // a year-sized minute rollup: 8 days x 1440 x 60 rows
  await db.execute(sql`INSERT INTO rollup_minutes SELECT m, f.id, 2, (k = 1)::int, CASE WHEN k = 1 THEN 0 ELSE 1 << k END, CASE WHEN k = 1 THEN 0 ELSE 1 << k END, CASE WHEN k = 1 THEN -1 ELSE k END, 0, 0, 40
    FROM generate_series(date_trunc('minute', now()) - interval '8 days', now() - interval '10 min', interval '1 minute') m, (SELECT id FROM facets ORDER BY id LIMIT 30) f, generate_series(1, 3) k ON CONFLICT DO NOTHING`);
  await db.execute(sql`INSERT INTO rollup_hours SELECT h, f.id, 2, (k = 1)::int, CASE WHEN k = 1 THEN 0 ELSE 1 << k END, CASE WHEN k = 1 THEN 0 ELSE 1 << k END, CASE WHEN k = 1 THEN -1 ELSE k END, 0, 0, 2400
    FROM generate_series(date_trunc('hour', now()) - interval '90 days', now() - interval '2 hours', interval '1 hour') h, (SELECT id FROM facets ORDER BY id LIMIT 200) f, generate_series(1, 3) k ON CONFLICT DO NOTHING`);
  await db.execute(sql`ANALYZE`);
  const counted = await db.execute<{ m: number; h: number }>(
    sql`SELECT (SELECT count(*)::int FROM rollup_minutes) AS m, (SELECT count(*)::int FROM rollup_hours) AS h`,
  );
  out("rollup rows", JSON.stringify(counted.rows[0]));
  const deviation = { kind: "deviation", direction: "above", weeks: 8 };
  for (const [name, definition] of [
    [
      "threshold",
      { metric: "rejection-rate", windowMinutes: 5, condition: { kind: "threshold", direction: "above", value: 0.9 } },
    ],
    ["deviation", { metric: "rejection-rate", windowMinutes: 15, condition: deviation }],
    [
      "deviation filtered",
      { metric: "reason-share", reason: "root", filter: "country=BR", windowMinutes: 60, condition: deviation },
    ],
  ] as const) {
    for (const days of [1, 3, 7]) {
      const at = performance.now();
      const preview = await previewAlert(db, alertDefinitionSchema.parse(definition), days, new Date());
      out(
        "preview",
        name,
        days,
        "d ms",
        (performance.now() - at).toFixed(0),
        "points",
        preview.points.length,
        "silent",
        preview.minutesWithoutData,
        "fired",
        preview.firings.length,
      );
    }
    for (let i = 0; i < 50; i++)
      await call(services, createAlertRule, { headers, body: { name: `${name} ${i}`, definition } });
  }
  await db.execute(sql`UPDATE alert_states SET evaluated_until = now() - interval '2 min'`);
  const log = createLog("bench");
  const at = performance.now();
  const judged = await evaluateAlerts(db, new Date(), log);
  const ms = performance.now() - at;
  out("judged", judged, "rules, one process, ms each", (ms / judged).toFixed(2));
});
