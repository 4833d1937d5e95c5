import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import pg from "pg";
import { config, requireDatabaseUrl } from "../../lib/config";
import { cpuSeconds, pinToCores } from "../cpu";
import { startDataplane } from "../dataplane-process";
import { note, percentile, print } from "../report";
import { type BareCryptography, startBareCryptography } from "./bare";
import { attestOnce, closedLoop, enrolDevice, openLoop } from "./load";

/** Attestations before anything is measured: a server runs for days, and its code is compiled in its first minute. */
const WARM_UP = 10_000;
/** The peak is measured in parts, with the bare cryptography before each: both then meet the same machine. */
const PARTS = 6;
const PART = 1_000;
const STEADY = 4_000;
const CONCURRENCY = 64;
/** One core serves, with data plane and Postgres on it; the load comes from the other. */
const SERVING_CORE = 0;
const LOAD_CORE = cpus().length - 1;

/**
 * Whole attestations over HTTP: each of 20,000 instance keys used once, a real challenge, the policy, the token, and
 * the event committed before the answer. Data plane and Postgres share one core, and the load comes from another, so
 * that neither waits for the other's turn. Their CPU seconds together make the rate per core.
 */
export async function benchAttestation(): Promise<void> {
  const postmaster = await postmasterPid();
  pinToCores(postmaster, String(SERVING_CORE));
  pinToCores(process.pid, String(LOAD_CORE));
  const bare = await startBareCryptography();
  const dataplane = await startDataplane(18_480, 1, SERVING_CORE);
  const served = () => ({ dataplane: cpuSeconds([dataplane.pid]), postgres: cpuSeconds([postmaster]) });
  try {
    const devices = await awake(() =>
      closedLoop(Array(WARM_UP + PARTS * PART + STEADY).fill(null), CONCURRENCY, () => enrolDevice(dataplane.url)),
    );
    const attest = (count: number) =>
      awake(() => closedLoop(devices.splice(0, count), CONCURRENCY, (device) => attestOnce(dataplane.url, device)));
    await attest(WARM_UP);
    const peakRate = await benchPeak(bare, served, attest);
    await benchSteady(peakRate * 0.7, served, (rate) =>
      awake(() => openLoop(devices, rate, (device) => attestOnce(dataplane.url, device))),
    );
  } finally {
    bare.stop();
    await dataplane.stop();
    for (const pid of [postmaster, process.pid]) pinToCores(pid, `0-${cpus().length - 1}`);
  }
}

/** CPU seconds so far. */
type Served = () => { readonly dataplane: number; readonly postgres: number };

/** Answers attestations a second at the peak. */
async function benchPeak(
  bare: BareCryptography,
  served: Served,
  attest: (count: number) => Promise<unknown>,
): Promise<number> {
  const sum = { bare: 0, dataplane: 0, postgres: 0, seconds: 0 };
  for (let part = 0; part < PARTS; part++) {
    sum.bare += (await bare.measure()) * PART;
    const [before, startedAt] = [served(), performance.now()];
    await attest(PART);
    sum.seconds += (performance.now() - startedAt) / 1000;
    const after = served();
    sum.dataplane += after.dataplane - before.dataplane;
    sum.postgres += after.postgres - before.postgres;
  }
  const count = PARTS * PART;
  print({
    name: "attestation over HTTP, per core",
    ours: count / (sum.dataplane + sum.postgres),
    limit: count / sum.bare,
    against: "bare node:crypto of one attestation",
    unit: "/s",
    target: 0.5,
  });
  noteCost("CPU an attestation", count, sum);
  note(`peak of that one core: ${Math.round(count / sum.seconds)} /s with ${CONCURRENCY} at once`);
  return count / sum.seconds;
}

async function benchSteady(
  ratePerSecond: number,
  served: Served,
  attest: (ratePerSecond: number) => Promise<number[]>,
): Promise<void> {
  const [before, startedAt] = [served(), performance.now()];
  const latencies = await attest(ratePerSecond);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = served();
  const cost = { dataplane: after.dataplane - before.dataplane, postgres: after.postgres - before.postgres };
  const busy = (cost.dataplane + cost.postgres) / seconds;
  const p50 = percentile(latencies, 0.5);
  print({
    name: "p99 at 70 % of the peak rate",
    ours: percentile(latencies, 0.99),
    limit: 25,
    against: "required",
    unit: "ms",
    target: null,
  });
  noteCost("CPU an attestation then", latencies.length, cost);
  note(`p50 ${p50.toFixed(1)} ms at ${Math.round(ratePerSecond)} /s, the core ${Math.round(busy * 100)} % busy`);
}

function noteCost(label: string, count: number, cost: ReturnType<Served>): void {
  const micros = (seconds: number) => Math.round((seconds * 1e6) / count);
  note(`${label}: data plane ${micros(cost.dataplane)} us, Postgres ${micros(cost.postgres)} us`);
}

/**
 * Runs a load while this process's core is kept from sleeping: on a virtual machine whoever sends to a core that sleeps
 * pays tens of microseconds for waking it, which are the load's and not the server's.
 */
async function awake<T>(load: () => Promise<T>): Promise<T> {
  let running = true;
  const turn = () => void (running && setImmediate(turn));
  turn();
  try {
    return await load();
  } finally {
    running = false;
  }
}

/** The postmaster's pid, by way of the backend that answers us. */
async function postmasterPid(): Promise<number> {
  const client = new pg.Client({ connectionString: requireDatabaseUrl(config()) });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const stat = readFileSync(`/proc/${rows[0]?.pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } finally {
    await client.end();
  }
}
