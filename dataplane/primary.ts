import cluster, { type Worker } from "node:cluster";
import { join } from "node:path";
import { AggregatorRegistry } from "prom-client";
import { connect } from "../drizzle/client";
import { stopRolloutsOutsideBand } from "../lib/admin/rollouts/stop-outside-band";
import { systemClock } from "../lib/clock";
import { type Config, requireDatabaseUrl } from "../lib/config";
import { closeHours, drainSpool, forgetRedemptions, maintainPartitions } from "../lib/events/maintenance";
import { retentionInForce } from "../lib/events/retention";
import { Spool } from "../lib/events/spool";
import { sketchOpenHours, summariseHours } from "../lib/events/summaries";
import { closeWeeks, forgetWeeks } from "../lib/events/weeks";
import { createLog, type Log } from "../lib/log";
import { startAlerts } from "./alerts";
import { every } from "./every";
import { RevocationKeeper } from "./revocation/keeper";
import { openSecretsVault } from "./secrets/open-vault";
import { forgetSecretHistory, noteLastDeliveries, sampleAdoption } from "./secrets/upkeep";
import { startVaultReports } from "./secrets/vault-reports";
import { loadServiceKeys, openVault, publishTestKey } from "./vault";

/** How long the workers get to drain before they are ended. */
const STOP_MS = 12_000;
const RESTART_MS = 300;
/** How soon a rollout is stopped whose rejection rate leaves its band. */
const ROLLOUT_GUARD_MS = 2_000;
/** Of the time, what the sketches of the open hour may take. */
const OPEN_HOURS_SHARE = 0.05;

/** Runs the primary: workers on one port, each brought back when it dies, and the upkeep of history. */
export async function runPrimary(settings: Config): Promise<void> {
  const log = createLog("dataplane");
  const upkeep = await startUpkeep(settings, log);
  let stopping = false;

  serveMetrics();
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

interface Upkeep {
  stop(): Promise<void>;
}

/** Partitions and retention hourly, hours closed each half minute, spent challenges and the spool as they come. */
async function startUpkeep(settings: Config, log: Log): Promise<Upkeep> {
  const connection = connect(requireDatabaseUrl(settings), 3, "attestry-upkeep");
  const spool = new Spool(join(settings.dataDir, "spool"));
  await spool.prepare();
  const vault = await openVault(connection.db, settings.dataDir);
  const keys = await loadServiceKeys(connection.db, vault);
  await publishTestKey(settings.dataDir, keys.testKey);
  const secretsVault = openSecretsVault(connection.db, settings, log);
  await secretsVault.open();
  const vaultReports = startVaultReports(connection.db, secretsVault, log);
  await vaultReports.report();
  const keepHistory = async () => {
    const days = await retentionInForce(connection.pool, settings.retentionDays);
    await maintainPartitions(connection.pool, days);
    await forgetWeeks(connection.pool, days);
  };
  await keepHistory();
  await drainSpool(connection.pool, spool, log);

  const revocation = new RevocationKeeper(connection.db, settings, systemClock, log);

  const timers = [
    every(3_600_000, log, keepHistory),
    every(30_000, log, async () => {
      await closeHours(connection.pool);
      await summariseHours(connection.pool);
    }),
    every(
      30_000,
      log,
      seldom(OPEN_HOURS_SHARE, () => sketchOpenHours(connection.pool)),
    ),
    every(60_000, log, async () => {
      const weeks = await closeWeeks(connection.pool);
      if (weeks > 0) log.info("weeks of history were closed", { weeks });
    }),
    every(20_000, log, () => forgetRedemptions(connection.pool)),
    every(ROLLOUT_GUARD_MS, log, async () => {
      const stopped = await stopRolloutsOutsideBand(connection.db, systemClock());
      if (stopped.length > 0) log.warn("rollouts left their band and were stopped", { rollouts: stopped.join(", ") });
    }),
    every(2_000, log, () => revocation.tend()),
    every(5_000, log, async () => {
      await noteLastDeliveries(connection.db);
      await sampleAdoption(connection.db, new Date());
    }),
    every(60_000, log, async () => void (await secretsVault.rewrap())),
    every(3_600_000, log, () => forgetSecretHistory(connection.db, new Date())),
    every(1_000, log, async () => {
      const moved = await drainSpool(connection.pool, spool, log);
      if (moved > 0) log.info("the spool was drained", { events: moved });
    }),
  ];
  const alerts = startAlerts(settings, vault, log);
  return {
    async stop() {
      await Promise.all([alerts.stop(), ...timers.map((timer) => timer.stop())]);
      await vaultReports.stop();
      secretsVault.close();
      await connection.close();
    },
  };
}

/** The task, left out as often as it must be to take no more than a share of the time. */
function seldom(share: number, task: () => Promise<void>): () => Promise<void> {
  let restUntil = 0;
  return async () => {
    const startedAt = performance.now();
    if (startedAt < restUntil) return;
    await task();
    const now = performance.now();
    restUntil = now + (now - startedAt) / share;
  };
}
