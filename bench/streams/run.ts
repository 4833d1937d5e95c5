/**
 * 500 browsers on the live view of the built console: how long an event takes from its commit to every one of them, and
 * what each costs in memory. `--streams=N` changes how many.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { connect } from "../../drizzle/client";
import { mintApiKey } from "../../lib/auth/api-key";
import { uuidV7 } from "../../lib/clock";
import { config, requireDatabaseUrl } from "../../lib/config";
import type { AttestationEvent } from "../../lib/events/event";
import { FacetCache } from "../../lib/events/facets";
import { notifyRecorded, recordBatch } from "../../lib/events/record";
import { root } from "../../scripts/run.mjs";
import { until } from "../dataplane-process";
import { numberOption } from "../options";
import { note, percentile, print } from "../report";

const PORT = 21_150;
const EVENTS = 20;
const PAUSE_MS = 1500;

interface Stream {
  /** Events that it has shown, with when they came. */
  readonly seen: Map<string, number>;
  close(): void;
}

/** Opens the streams, sends events one by one, and measures. */
export async function benchStreams(): Promise<void> {
  const count = numberOption("streams", 500);
  const connection = connect(requireDatabaseUrl(config()), 2, "attestry-bench");
  const dataDir = await mkdtemp(join(tmpdir(), "attestry-bench-"));
  const child = spawn(
    process.execPath,
    [join(root, "node_modules/next/dist/bin/next"), "start", "-p", String(PORT), "-H", "127.0.0.1"],
    {
      cwd: root,
      stdio: "ignore",
      env: {
        NODE_ENV: "production",
        PATH: process.env.PATH,
        DATABASE_URL: requireDatabaseUrl(config()),
        ATTESTRY_DATA_DIR: dataDir,
        NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
        NEXTAUTH_URL: `http://127.0.0.1:${PORT}`,
      },
    },
  );
  try {
    const key = await makeApiKey(connection.pool);
    await until(async () => (await fetch(`http://127.0.0.1:${PORT}/api/setup`)).status < 500, 60_000);
    const warm = await openStream(key);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    const before = await residentBytes(child.pid ?? 0);
    const streams = await Promise.all(Array.from({ length: count }, () => openStream(key)));
    await new Promise((resolve) => setTimeout(resolve, 4000));
    const after = await residentBytes(child.pid ?? 0);
    const latencies = await sendEvents(connection.pool, streams);
    const expected = count * EVENTS;
    note(
      `${latencies.length} of ${expected} arrivals; ${Math.round(before / 1e6)} MB before, ${Math.round(after / 1e6)} MB with ${count} streams`,
    );
    if (latencies.length < expected) throw new Error("events were lost on the way to the streams");
    print({
      name: "event to screen, p99",
      ours: percentile(latencies, 0.99),
      limit: 1000,
      against: `${count} open streams`,
      unit: "ms",
      target: null,
    });
    print({
      name: "server memory per stream",
      ours: (after - before) / count / 1024,
      limit: 150,
      against: `${count} open streams`,
      unit: "KB",
      target: null,
    });
    for (const stream of [warm, ...streams]) stream.close();
  } finally {
    child.kill("SIGTERM");
    await connection.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** An API key that may read, as the console stores them. */
async function makeApiKey(pool: pg.Pool): Promise<string> {
  const { key, prefix, keyHash } = mintApiKey();
  await pool.query(
    "INSERT INTO api_keys (name, prefix, key_hash, role, created_by) VALUES ('bench', $1, $2, 'analyst', 'bench')",
    [prefix, keyHash],
  );
  return key;
}

function openStream(key: string): Promise<Stream> {
  const seen = new Map<string, number>();
  return new Promise((resolve, reject) => {
    const request = get(
      `http://127.0.0.1:${PORT}/api/stream?range=15m&events=1`,
      { headers: { authorization: `Bearer ${key}` }, agent: false },
      (response) => {
        if (response.statusCode !== 200) return reject(new Error(`the stream answered ${response.statusCode}`));
        response.setEncoding("utf8");
        response.on("data", (text: string) => {
          for (const [, arc] of text.matchAll(/"arc":"(BENCH[0-9]{5})"/g))
            if (arc !== undefined && !seen.has(arc)) seen.set(arc, performance.now());
        });
        resolve({ seen, close: () => request.destroy() });
      },
    );
    request.on("error", reject);
  });
}

/** Records events one at a time; how long each took to each stream, in milliseconds. */
async function sendEvents(pool: pg.Pool, streams: readonly Stream[]): Promise<number[]> {
  const client = await pool.connect();
  const facets = new FacetCache();
  const committed = new Map<string, number>();
  try {
    for (let index = 0; index < EVENTS; index++) {
      const event = makeEvent(index);
      await recordBatch(client, [event], facets);
      committed.set(event.arc, performance.now());
      await notifyRecorded(pool);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } finally {
    client.release();
  }
  return streams.flatMap(({ seen }) =>
    [...seen].flatMap(([arc, at]) => {
      const sent = committed.get(arc);
      return sent === undefined ? [] : [Math.max(0, at - sent)];
    }),
  );
}

function makeEvent(index: number): AttestationEvent {
  const at = new Date();
  return {
    id: uuidV7(at),
    ts: at.toISOString(),
    facets: {
      appId: null,
      test: false,
      platform: "android",
      appVersion: "1.0.0",
      sdkVersion: "1.0.0",
      osVersion: "16",
      model: "Pixel 9",
      country: "PT",
      format: "key-attestation",
    },
    kind: 2,
    outcome: 1,
    signals: 0,
    reasons: 0,
    firstReason: -1,
    override: 0,
    policyVersionId: null,
    instanceId: null,
    arc: `BENCH${String(index).padStart(5, "0")}`,
    errorCode: null,
    address: null,
    decision: "{}",
    nonce: null,
    nonceExpiresAt: null,
    instance: null,
  };
}

/** Resident memory of a process and its children, in bytes (Linux). */
async function residentBytes(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const own = await readFile(`/proc/${pid}/statm`, "utf8").then((text) => Number(text.split(" ")[1]) * 4096);
  const below = await Promise.all(
    children
      .trim()
      .split(" ")
      .filter(Boolean)
      .map((child) => residentBytes(Number(child))),
  );
  return below.reduce((sum, bytes) => sum + bytes, own);
}
