import { join } from "node:path";
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

/** How soon a rollout is stopped whose rejection rate leaves its band. */
const ROLLOUT_GUARD_MS = 2_000;
/** Of the time, what the sketches of the open hour may take. */
const OPEN_HOURS_SHARE = 0.05;

/** Runs the process of the upkeep of history: tells the primary when all is prepared, stops on SIGTERM or without it. */
export async function runUpkeep(settings: Config): Promise<void> {
  const upkeep = await startUpkeep(settings, createLog("dataplane"));
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void upkeep.stop().finally(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", () => undefined);
  process.on("disconnect", stop);
  process.send?.("ready");
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
    // Each time reads all of them, and what is forgotten at once keeps attestations waiting.
    every(5_000, log, () => forgetRedemptions(connection.pool)),
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
