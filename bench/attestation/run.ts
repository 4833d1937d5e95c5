import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import pg from "pg";
import { config, requireDatabaseUrl } from "../../lib/config";
import { cpuSeconds, pinToCores } from "../cpu";
import { startDataplane } from "../dataplane-process";
import { note, percentile, print } from "../report";
import { bareCryptographyPerSecond } from "./bare";
import { attestOnce, closedLoop, enrolDevice, openLoop } from "./load";

const DEVICES = 18_000;
/** Attestations before anything is measured: a server runs for days, and its code is compiled in its first minute. */
const WARM_UP = 10_000;
const CONCURRENCY = 64;
/** One core serves, with data plane and Postgres on it; the load comes from the other. */
const SERVING_CORE = 0;
const LOAD_CORE = cpus().length - 1;

/**
 * Whole attestations over HTTP: each of 10,000 instance keys used once, a real challenge, the policy, the token, and
 * the event committed before the answer. Data plane and Postgres share one core, and the load comes from another, so
 * that neither waits for the other's turn. Their CPU seconds together make the rate per core.
 */
export async function benchAttestation(): Promise<void> {
  const bare = await bareCryptographyPerSecond();
  const postmaster = await postmasterPid();
  pinToCores(postmaster, String(SERVING_CORE));
  pinToCores(process.pid, String(LOAD_CORE));
  const dataplane = await startDataplane(18_480, 1, SERVING_CORE);
  const rest = stayAwake();
  try {
    const devices = await closedLoop(
      Array.from({ length: DEVICES }, (_, index) => index),
      CONCURRENCY,
      () => enrolDevice(dataplane.url),
    );
    const [warmUpDevices, measured] = [devices.slice(0, WARM_UP), devices.slice(WARM_UP)];
    const [peakDevices, steadyDevices] = [measured.slice(0, measured.length / 2), measured.slice(measured.length / 2)];
    await closedLoop(warmUpDevices, CONCURRENCY, (device) => attestOnce(dataplane.url, device));

    const cpuBefore = [cpuSeconds([dataplane.pid]), cpuSeconds([postmaster])] as const;
    const started = performance.now();
    await closedLoop(peakDevices, CONCURRENCY, (device) => attestOnce(dataplane.url, device));
    const peak = peakDevices.length / ((performance.now() - started) / 1000);
    const dataplaneCpu = cpuSeconds([dataplane.pid]) - cpuBefore[0];
    const postgresCpu = cpuSeconds([postmaster]) - cpuBefore[1];
    const perCore = peakDevices.length / (dataplaneCpu + postgresCpu);
    print({
      name: "attestation over HTTP, per core",
      ours: perCore,
      limit: bare,
      against: "bare node:crypto of one attestation",
      unit: "/s",
      target: 0.5,
    });
    const micros = (seconds: number) => Math.round((seconds * 1e6) / peakDevices.length);
    note(`CPU an attestation: data plane ${micros(dataplaneCpu)} us, Postgres ${micros(postgresCpu)} us`);
    note(`peak of that one core: ${Math.round(peak)} /s with ${CONCURRENCY} at once`);

    const used = () => [cpuSeconds([dataplane.pid]), cpuSeconds([postmaster])] as const;
    const [usedBefore, steadyFrom] = [used(), performance.now()];
    const latencies = await openLoop(steadyDevices, peak * 0.7, (device) => attestOnce(dataplane.url, device));
    const p50 = percentile(latencies, 0.5);
    print({
      name: "p99 at 70 % of the peak rate",
      ours: percentile(latencies, 0.99),
      limit: 25,
      against: "required",
      unit: "ms",
      target: null,
    });
    const seconds = (performance.now() - steadyFrom) / 1000;
    const [ours, theirs] = used().map((now, index) => now - (usedBefore[index] ?? 0));
    const busy = ((ours ?? 0) + (theirs ?? 0)) / seconds;
    note(`CPU an attestation then: data plane ${micros(ours ?? 0)} us, Postgres ${micros(theirs ?? 0)} us`);
    note(`p50 ${p50.toFixed(1)} ms at ${Math.round(peak * 0.7)} /s, the core ${Math.round(busy * 100)} % busy`);
  } finally {
    rest();
    await dataplane.stop();
    for (const pid of [postmaster, process.pid]) pinToCores(pid, `0-${cpus().length - 1}`);
  }
}

/**
 * Keeps this process's core from sleeping until the returned function is called: on a virtual machine whoever sends to
 * a core that sleeps pays tens of microseconds for waking it, which are the load's and not the server's.
 */
function stayAwake(): () => void {
  let awake = true;
  const turn = () => void (awake && setImmediate(turn));
  turn();
  return () => {
    awake = false;
  };
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
