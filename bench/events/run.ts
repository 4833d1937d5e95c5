import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { from } from "pg-copy-streams";
import { connect } from "../../drizzle/client";
import { uuidV7 } from "../../lib/clock";
import { config, requireDatabaseUrl } from "../../lib/config";
import type { AttestationEvent } from "../../lib/events/event";
import { Spool } from "../../lib/events/spool";
import { EventWriter } from "../../lib/events/writer";
import { createLog } from "../../lib/log";
import { note, print } from "../report";

const EVENTS = 60_000;
/** Before anything is measured: connections plan their statements, code gets compiled, the day's tables their first pages. */
const WARM_UP = 10_000;
/** Attempts that wait for their commit at any time. */
const OUTSTANDING = 3000;
const MODELS = ["Pixel 8", "Galaxy S24", "Redmi Note 12", "moto g54", "iPhone15,2", "Galaxy A54"];

/** Events with challenge, rollup, active instances and wake-up in one transaction, against COPY into a flat table. */
export async function benchEvents(): Promise<void> {
  const client = new pg.Client({ connectionString: requireDatabaseUrl(config()) });
  await client.connect();
  try {
    await copyFlat(client, Array.from({ length: WARM_UP }, makeEvent));
    const copied = await copyFlat(client, Array.from({ length: EVENTS }, makeEvent));
    const recorded = await writeAll();
    print({
      name: "events with rollups in one transaction",
      ours: recorded,
      limit: copied,
      against: "COPY of the same rows into a flat table",
      unit: "rows/s",
      target: 0.3,
    });
    const { rows } = await client.query("SELECT count(*)::int AS n FROM rollup_minutes");
    note(`${EVENTS + WARM_UP} events made ${rows[0].n} rollup rows`);
  } finally {
    await client.end();
  }
}

/** Through the writer, as the data plane does: group commit on two connections. Events per second. */
async function writeAll(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "attestry-bench-"));
  const connection = connect(requireDatabaseUrl(config()), 3, "attestry-bench");
  const spool = new Spool(folder);
  await spool.prepare();
  const writer = new EventWriter(connection.pool, spool, createLog("bench"));
  await writeThrough(writer, Array.from({ length: WARM_UP }, makeEvent));
  const rate = await writeThrough(writer, Array.from({ length: EVENTS }, makeEvent));
  note(`${writer.stats.batches} batches; ${writer.stats.spooled} events spooled`);
  await connection.close();
  await rm(folder, { recursive: true, force: true });
  return rate;
}

async function writeThrough(writer: EventWriter, events: readonly AttestationEvent[]): Promise<number> {
  const queue = events.values();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: OUTSTANDING }, async () => {
      for (const event of queue) await writer.write(event);
    }),
  );
  return events.length / ((performance.now() - started) / 1000);
}

function pick<T>(values: readonly T[]): T {
  const value = values[Math.floor(Math.random() * values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
}

function makeEvent(): AttestationEvent {
  const at = new Date();
  const fails = Math.random() < 0.05;
  const signals = fails ? pick([1, 4, 16, 1028]) : pick([65_536, 65_536, 73_728]);
  return {
    id: uuidV7(at),
    ts: at.toISOString(),
    facets: {
      appId: 1,
      test: false,
      platform: "android",
      appVersion: pick(["7.18.0", "7.17.2", "7.17.1", "7.16.4"]),
      sdkVersion: pick(["4.2.0", "4.1.3"]),
      osVersion: pick(["13", "14", "15"]),
      model: pick(MODELS),
      country: pick(["BR", "PT", "ES", "DE", "FR"]),
      format: "software-key",
    },
    kind: 2,
    outcome: fails ? 0 : 1,
    signals,
    reasons: fails ? signals : 0,
    firstReason: fails ? 2 : -1,
    override: 0,
    policyVersionId: 1,
    instanceId: randomUUID(),
    arc: randomBytes(5).toString("hex").toUpperCase(),
    errorCode: null,
    address: "203.0.113.7",
    decision: DECISION,
    nonce: randomBytes(16).toString("hex"),
    nonceExpiresAt: new Date(at.getTime() + 65_000).toISOString(),
    instance: null,
    state: { measured: signals, securityLevel: 0, patchLevel: "2026-10", build: 3, attested: null },
  };
}

/** As long as a real one: about 900 bytes. */
const DECISION = JSON.stringify({
  checks: Array.from({ length: 14 }, (_, index) => [
    `check-number-${index}`,
    "pass",
    "found this value",
    "expected that",
  ]),
  claims: {
    swname: "com.example.app",
    swversion: "7.18.0",
    os_version: "15",
    hwmodel: "Pixel 8",
    sdk_version: "4.2.0",
  },
  details: {},
});

/** The same columns without any index or partition, by one COPY in text format. Rows per second. */
async function copyFlat(client: pg.Client, events: readonly AttestationEvent[]): Promise<number> {
  await client.query(`CREATE TABLE flat (ts timestamptz, id uuid, facet_id int, kind smallint, outcome smallint, signals int,
    reasons int, first_reason smallint, override smallint, policy_version_id int, instance_id uuid, arc text,
    error_code text, address inet, decision text)`);
  const lines = events.map((event) =>
    [event.ts, event.id, 1, event.kind, event.outcome, event.signals, event.reasons, event.firstReason, event.override]
      .concat(
        [event.policyVersionId, event.instanceId, event.arc, event.errorCode, event.address, event.decision].map(
          (value) => value ?? "\\N",
        ),
      )
      .join("\t"),
  );

  const stream = client.query(from("COPY flat FROM STDIN"));
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    stream.on("finish", resolve).on("error", reject);
    stream.end(`${lines.join("\n")}\n`);
  });
  const rate = events.length / ((performance.now() - started) / 1000);
  await client.query("DROP TABLE flat");
  return rate;
}
