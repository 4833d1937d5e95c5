import { type ChildProcess, fork } from "node:child_process";
import cluster, { type Worker } from "node:cluster";
import { constants, setPriority } from "node:os";
import { AggregatorRegistry } from "prom-client";
import type { Config } from "../lib/config";
import { createLog, type Log } from "../lib/log";
import { WORKER_FLAGS } from "./worker-flags";

/** How long the workers get to drain before they are ended. */
const STOP_MS = 12_000;
const RESTART_MS = 300;
/** The argument of the process of the upkeep. */
export const UPKEEP_ARGUMENT = "upkeep";

/** Runs the primary: workers on one port and the upkeep of history beside them, each brought back when it dies. */
export async function runPrimary(settings: Config): Promise<void> {
  const log = createLog("dataplane");
  const upkeep = await startUpkeepProcess(log);
  let stopping = false;

  serveMetrics();
  cluster.setupPrimary({ execArgv: [...process.execArgv, ...WORKER_FLAGS] });
  for (let index = 0; index < settings.dataplaneWorkers; index++) cluster.fork();
  cluster.on("exit", (worker, code, signal) => {
    if (stopping) return;
    log.warn("a worker ended and is started again", { worker: worker.id, code, signal });
    setTimeout(() => !stopping && cluster.fork(), RESTART_MS);
  });

  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await stopWorkers();
    await upkeep.stop();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  log.info("data plane started", { port: settings.dataplanePort, workers: settings.dataplaneWorkers });
}

async function stopWorkers(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker): worker is Worker => worker !== undefined);
  const gone = workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
  for (const worker of workers) worker.process.kill("SIGTERM");
  const giveUp = setTimeout(() => {
    for (const worker of workers) worker.process.kill("SIGKILL");
  }, STOP_MS);
  await Promise.all(gone);
  clearTimeout(giveUp);
}

/** Answers a worker's question for the metrics of all workers. */
function serveMetrics(): void {
  const aggregator = new AggregatorRegistry();
  cluster.on("message", (worker, message: unknown) => {
    if (message !== "collect-metrics") return;
    aggregator.clusterMetrics().then(
      (text) => worker.send({ metrics: text }),
      () => worker.send({ metrics: "" }),
    );
  });
}

interface UpkeepProcess {
  stop(): Promise<void>;
}

/**
 * The upkeep has a process of its own, and one of lower priority (nice, setpriority(2)): it may take long over its
 * sketches, and no attestation waits for it. Rejects when it ends before it is ready.
 */
async function startUpkeepProcess(log: Log): Promise<UpkeepProcess> {
  let stopping = false;
  let child = forkUpkeep();
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", () => reject(new Error("the upkeep of history ended before it was ready")));
  });
  const watch = () =>
    child.once("exit", (code, signal) => {
      if (stopping) return;
      log.warn("the upkeep of history ended and is started again", { code, signal });
      setTimeout(() => {
        if (stopping) return;
        child = forkUpkeep();
        watch();
      }, RESTART_MS);
    });
  watch();
  return {
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    },
  };
}

function forkUpkeep(): ChildProcess {
  const child = fork(process.argv[1] ?? "", [UPKEEP_ARGUMENT]);
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is gone already (ESRCH), which its exit tells.
  }
  return child;
}
