import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../drizzle/client";
import { migrateDatabase } from "../drizzle/migrate";
import { makeTemporaryDataDir, removeDataDir } from "../scripts/data-dir.mjs";
import { freePort } from "../scripts/ports.mjs";
import { startPostgres } from "../scripts/postgres.mjs";
import { buildProgram } from "../scripts/run.mjs";
import { attestationEvidence, enrolmentEvidence, makeDevice } from "./testing/device";
import { APP, registerApp } from "./testing/registration";

const PORT = await freePort();
const URL = `http://127.0.0.1:${PORT}`;
const root = fileURLToPath(new globalThis.URL("..", import.meta.url));

let dataDir: string;
let clusterDir: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let dataplane: ReturnType<typeof spawn>;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "attestry-kill-"));
  clusterDir = makeTemporaryDataDir();
  postgres = await startPostgres({ dataDir: clusterDir, log: () => undefined });
  await migrateDatabase(postgres.url, join(root, "drizzle/migrations"));
  const program = await buildProgram("dataplane");
  dataplane = spawn(process.execPath, [program], {
    stdio: ["ignore", "ignore", "ignore"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: postgres.url,
      ATTESTRY_DATA_DIR: dataDir,
      DATAPLANE_PORT: String(PORT),
      DATAPLANE_HOST: "127.0.0.1",
      DATAPLANE_WORKERS: "2",
      ATTESTRY_RATE_PER_ADDRESS: "1000000",
    },
  });
  await until(async () => (await fetch(`${URL}/readyz`)).ok);
  const connection = connect(postgres.url, 1);
  await registerApp(connection);
  await connection.close();
  await until(async () => (await fetch(`${URL}/v1/config?app=${APP.app}&platform=android`)).ok);
}, 120_000);

afterAll(async () => {
  if (dataplane.exitCode === null) {
    dataplane.kill("SIGTERM");
    await once(dataplane, "exit");
  }
  await postgres.stop();
  removeDataDir(clusterDir);
  await rm(dataDir, { recursive: true, force: true });
});

async function until(condition: () => Promise<boolean>) {
  const deadline = Date.now() + 60_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error("it did not come true within 60 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> } | null> {
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetch(URL + path, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return null;
  }
}

async function challenge(purpose: string): Promise<string | null> {
  const answer = await post("/v1/challenges", { app: APP.app, platform: APP.platform, purpose });
  return answer?.status === 200 ? String(answer.body.challenge) : null;
}

interface Phone {
  device: ReturnType<typeof makeDevice>;
  credential: string;
}

async function enrolPhone(): Promise<Phone> {
  const device = makeDevice();
  const answer = await post("/v1/enrolments", {
    evidence: enrolmentEvidence(device, APP, (await challenge("enrolment")) ?? ""),
  });
  if (answer?.status !== 200) throw new Error(`enrolment failed: ${JSON.stringify(answer)}`);
  return { device, credential: String(answer.body.credential) };
}

/** Attests without pause while `running`; collects the ARC of every answered attestation. */
async function load(phone: Phone, running: () => boolean, answered: string[]): Promise<void> {
  while (running()) {
    const nonce = await challenge("attestation");
    const evidence = nonce === null ? null : attestationEvidence(phone.device, APP, nonce);
    const answer =
      evidence === null ? null : await post("/v1/attestations", { credential: phone.credential, evidence });
    if (answer?.status === 200) answered.push(String(answer.body.arc));
    else await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The workers, or the process of the upkeep. */
async function childPids(of: "workers" | "upkeep"): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      stat: await readFile(`/proc/${pid}/stat`, "latin1").catch(() => ""),
      command: await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => ""),
    })),
  );
  return stats
    .filter(({ stat }) => Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === dataplane.pid)
    .filter(({ command }) => command.endsWith("\0upkeep\0") === (of === "upkeep"))
    .map(({ pid }) => pid);
}

async function query<T>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

it("killing workers, upkeep and Postgres with -9 under load loses no answered attestation and counts none twice", {
  timeout: 240_000,
}, async () => {
  const phones = await Promise.all(Array.from({ length: 8 }, enrolPhone));
  const answered: string[] = [];
  let running = true;
  const loads = phones.map((phone) => load(phone, () => running, answered));
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const answeredWhile = async (milliseconds: number) => {
    const before = answered.length;
    await pause(milliseconds);
    return answered.length - before;
  };

  expect(await answeredWhile(1500)).toBeGreaterThan(10);
  const killed = [...(await childPids("workers")).slice(0, 1), ...(await childPids("upkeep"))];
  expect(killed).toHaveLength(2);
  for (const pid of killed) process.kill(pid, "SIGKILL");
  expect(await answeredWhile(3000)).toBeGreaterThan(10);
  // Who moves the spool afterwards is the one that took its place.
  await until(async () => (await childPids("upkeep")).some((pid) => !killed.includes(pid)));

  postgres.kill();
  await pause(1000);
  // Enrolled instances keep getting tokens while Postgres is away; their events wait in the spool.
  expect(await answeredWhile(2500)).toBeGreaterThan(10);
  postgres = await startPostgres({ dataDir: clusterDir, log: () => undefined, port: postgres.port });
  expect(await answeredWhile(3000)).toBeGreaterThan(10);
  running = false;
  await Promise.all(loads);

  await until(async () => {
    return (await readdir(join(dataDir, "spool"))).filter((name) => name.endsWith(".json")).length === 0;
  });
  expect(new Set(answered).size).toBe(answered.length);
  const found = await query<{ arc: string; n: number }>(
    "SELECT arc, count(*)::int AS n FROM attestation_events WHERE arc = ANY($1::text[]) GROUP BY arc",
    [answered],
  );
  expect(found.filter(({ n }) => n !== 1)).toEqual([]);
  expect(found.length).toBe(answered.length);
  const [sums] = await query<{ events: number; rolled: number }>(
    "SELECT (SELECT count(*)::int FROM attestation_events) AS events, (SELECT sum(n)::int FROM rollup_minutes) AS rolled",
  );
  expect(sums?.rolled).toBe(sums?.events);
});
