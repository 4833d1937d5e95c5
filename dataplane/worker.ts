import cluster from "node:cluster";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { AggregatorRegistry } from "prom-client";
import { connect } from "../drizzle/client";
import { systemClock } from "../lib/clock";
import { type Config, requireDatabaseUrl } from "../lib/config";
import { Spool } from "../lib/events/spool";
import { EventWriter, STATEMENT_TIMEOUT_MS } from "../lib/events/writer";
import { createLog } from "../lib/log";
import { ConfigFeed } from "./config-feed";
import type { Request } from "./http/message";
import { serveByNode } from "./http/node";
import { type PlainFront, servePlainly } from "./http/plain";
import { createKeyImport } from "./key-cache";
import { RateLimit } from "./limits";
import { createMetrics } from "./metrics";
import { nodeNumber } from "./node-number";
import { RevocationFeed } from "./revocation/feed";
import { route } from "./router";
import { openSecretsVault } from "./secrets/open-vault";
import { SecretStore } from "./secrets/secret-store";
import { startVaultReports } from "./secrets/vault-reports";
import type { Service } from "./service";
import { createTrust } from "./trust";
import { loadServiceKeys, openVault } from "./vault";

/** A request must be complete within this time, whatever its sender is up to. */
const REQUEST_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 65_000;
/** How long a shutting-down worker waits for its last answers. */
const DRAIN_MS = 8_000;
const POOL_SIZE = 2;
/** The writer's two lanes and its wake-ups. */
const WRITER_POOL_SIZE = 3;

export interface RunningWorker {
  readonly server: Server;
  readonly service: Service;
  /** Stops accepting, answers what is in progress, makes the last events durable, closes. */
  stop(): Promise<void>;
}

/** Starts one worker. `collectMetrics` gives the metrics of all of them; alone, a worker gives its own. */
export async function startWorker(settings: Config, collectMetrics?: () => Promise<string>): Promise<RunningWorker> {
  const log = createLog("dataplane");
  const databaseUrl = requireDatabaseUrl(settings);
  const connection = connect(databaseUrl, POOL_SIZE, "attestry-dataplane");
  const vault = await openVault(connection.db, settings.dataDir);
  const spool = new Spool(join(settings.dataDir, "spool"));
  await spool.prepare();
  const secretsVault = openSecretsVault(connection.db, settings, log);
  await secretsVault.open();
  const vaultReports = startVaultReports(connection.db, secretsVault, log);
  const secrets = new SecretStore(connection.db, secretsVault, log);
  const wasOpen = secretsVault.state.ready;
  const feed = await ConfigFeed.start({ db: connection.db, vault, secrets, log, databaseUrl });
  secretsVault.onOpened(() => void feed.reload().then(vaultReports.report));
  // It may have opened while the first configuration was being read.
  if (secretsVault.state.ready && !wasOpen) await feed.reload();
  await vaultReports.report();
  const history = connect(databaseUrl, WRITER_POOL_SIZE, "attestry-writer", {
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  const writer = new EventWriter(history.pool, spool, log);
  const metrics = createMetrics();
  const keys = await loadServiceKeys(connection.db, vault);
  const revocation = new RevocationFeed(settings.dataDir, settings.revocationMaximumAgeSeconds, log);
  await revocation.start();
  const trust = await createTrust(settings, keys.testKey, revocation);
  let accepting = true;

  const service: Service = {
    config: settings,
    clock: systemClock,
    log,
    keys,
    trust,
    pool: connection.pool,
    writer,
    metrics,
    rateLimit: new RateLimit(settings.requestsPerMinutePerAddress),
    importKey: createKeyImport(),
    node: nodeNumber(settings.dataDir),
    collectMetrics: collectMetrics ?? (() => metrics.registry.metrics()),
    snapshot: () => feed.current(),
    accepting: () => accepting,
  };
  metrics.observe(() => ({
    spooled: writer.stats.spooled,
    configVersion: feed.current().version,
    secretValues: secrets.size,
    revocation: revocation.figures(systemClock()),
  }));

  const handle = (request: Request) => route(service, request);
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    serveByNode(handle, service.accepting),
  );
  const plain = servePlainly(server, handle, { accepting: service.accepting, idleMs: KEEP_ALIVE_MS });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: settings.dataplanePort, host: settings.dataplaneHost, backlog: 1024 }, resolve);
  });

  return {
    server,
    service,
    async stop() {
      accepting = false;
      await closeServer(server, plain);
      await writer.drain();
      revocation.stop();
      await feed.close();
      await vaultReports.stop();
      secretsVault.close();
      await history.close();
      await connection.close();
    },
  };
}

async function closeServer(server: Server, plain: PlainFront): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const closeIdle = () => {
    server.closeIdleConnections();
    plain.closeIdle();
  };
  closeIdle();
  const sweep = setInterval(closeIdle, 100);
  const giveUp = setTimeout(() => {
    server.closeAllConnections();
    plain.closeAll();
  }, DRAIN_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(giveUp);
}

/** Runs as a cluster worker: stops on SIGTERM, and when the primary is gone. */
export async function runClusterWorker(settings: Config, collectMetrics: () => Promise<string>): Promise<void> {
  const worker = await startWorker(settings, collectMetrics);
  AggregatorRegistry.setRegistries(worker.service.metrics.registry);
  new AggregatorRegistry();
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void worker.stop().finally(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", () => undefined);
  process.on("disconnect", stop);
  cluster.worker?.send("listening");
}
