import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAlertChannel } from "../lib/admin/alert-channels/create";
import { createAlertRule } from "../lib/admin/alert-rules/create";
import { recordMinute } from "../lib/alerts/testing/history";
import { type Receiver, startReceiver } from "../lib/alerts/testing/receiver";
import { alertChannelWithSecretSchema } from "../lib/contract/admin/alert-channels";
import { call, testServices, withApiKey } from "../lib/testing/console";
import { testDatabase } from "../lib/testing/database";
import { freePort } from "../scripts/ports.mjs";
import { buildProgram } from "../scripts/run.mjs";

const PORT = await freePort();
const MINUTE = 60_000;
const RULES = 30;
const { db, pool, url } = await testDatabase();
const services = testServices(db);
const { headers } = await withApiKey(services, "admin");
/** The first of the minutes that history is written for; the newest has ended before now. */
const start = Math.floor(Date.now() / MINUTE) * MINUTE - 12 * MINUTE;
let dataDir: string;
let program: string;
let dataplane: ChildProcess;
let receiver: Receiver;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "attestry-alerts-kill-"));
  program = await buildProgram("dataplane");
  receiver = await startReceiver();
  dataplane = startDataplane();
  await until(async () => (await fetch(`http://127.0.0.1:${PORT}/readyz`)).ok);
}, 120_000);

afterAll(async () => {
  await kill();
  await receiver.close();
  await rm(dataDir, { recursive: true, force: true });
});

function startDataplane(): ChildProcess {
  const child = spawn(process.execPath, [program], {
    stdio: "ignore",
    // A process group of its own, to be killed whole.
    detached: true,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: url,
      ATTESTRY_DATA_DIR: dataDir,
      DATAPLANE_PORT: String(PORT),
      DATAPLANE_HOST: "127.0.0.1",
      DATAPLANE_WORKERS: "1",
      ATTESTRY_PRIVATE_RECEIVERS: "127.0.0.0/8",
    },
  });
  return child;
}

/** All of its processes at once. */
async function kill(): Promise<void> {
  const { pid, exitCode, signalCode } = dataplane;
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(-pid, "SIGKILL");
  await once(dataplane, "exit");
}

async function until(condition: () => Promise<boolean>, everyMs = 50): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error("it did not come true within 90 s");
    await pause(everyMs);
  }
}

async function count(what: ReturnType<typeof sql>): Promise<number> {
  const result = await db.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${what}`);
  return result.rows[0]?.n ?? 0;
}

const messages = () => receiver.received.map(({ body }) => JSON.parse(body));

it("killing the data plane with -9, while it judges and while it delivers, tells of each opening and closing once", {
  timeout: 240_000,
}, async () => {
  const channels: number[] = [];
  for (const name of ["ops", "security", "on call"]) {
    const settings = { kind: "webhook", url: receiver.url };
    const created = await call(services, createAlertChannel, { headers, body: { name, settings } });
    channels.push(alertChannelWithSecretSchema.parse(created.body).channel.id);
  }
  await kill();

  // An attack of five minutes that began ten minutes ago, and rules that nobody has judged since before it.
  for (let index = 0; index < 12; index++)
    await recordMinute(
      pool,
      new Date(start + index * MINUTE),
      index >= 2 && index < 7 ? { pass: 20, fail: 30 } : { pass: 40, fail: 0 },
    );
  const condition = { kind: "threshold", direction: "above", value: 0.3 };
  const definition = { metric: "rejection-rate", windowMinutes: 1, clearForMinutes: 1, condition };
  for (let index = 0; index < RULES; index++) {
    const body = { name: `rule ${index}`, channels: [channels[index % channels.length]], definition };
    expect((await call(services, createAlertRule, { headers, body })).status).toBe(201);
  }
  await db.execute(sql`UPDATE alert_states SET evaluated_until = ${new Date(start).toISOString()}::timestamptz`);

  // Killed again and again, right after something happened: an incident opened, or a message reached a receiver that takes
  // it and never answers.
  receiver.answer("hang");
  const progress = async () => (await count(sql`alert_incidents`)) + receiver.received.length;
  for (const laterMs of [0, 5, 30, 120, 400]) {
    const before = await progress();
    dataplane = startDataplane();
    await until(async () => (await progress()) > before, 2);
    await pause(laterMs);
    await kill();
    // As if the leases of the attempts that were cut had run out.
    await db.execute(sql`UPDATE alert_deliveries SET leased_until = NULL`);
  }

  receiver.answer(200);
  dataplane = startDataplane();
  await until(async () => (await count(sql`alert_incidents WHERE closed_at IS NOT NULL`)) === RULES);
  await until(async () => (await count(sql`alert_deliveries WHERE state <> 'delivered'`)) === 0);

  expect(await count(sql`alert_incidents`)).toBe(RULES);
  expect(await count(sql`alert_deliveries`)).toBe(2 * RULES);
  const taken = new Map(messages().map(({ id, type, rule }) => [id, `${type} ${rule.name}`]));
  expect(taken.size).toBe(2 * RULES);
  expect(new Set(taken.values()).size).toBe(2 * RULES);
  // What was sent twice was sent under one id: the attempts that hung.
  const tries = await db.execute<{ n: number }>(sql`SELECT sum(tries)::int AS n FROM alert_deliveries`);
  expect(tries.rows[0]?.n).toBeGreaterThan(2 * RULES);
});
