/**
 * The embedded Postgres: its programs come from npm, its data lives in the data directory, it listens on 127.0.0.1
 * only, and it runs in a session of its own, so that a terminal's Ctrl-C reaches the launcher alone.
 */
import { spawn } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, probePort } from "./ports.mjs";
import { spawnAs } from "./postgres/account.mjs";
import { postgresBinaries } from "./postgres/binaries.mjs";
import { ensureCluster, roleName } from "./postgres/cluster.mjs";
import { openHome, passwordFile, rememberedPort, rememberPort } from "./postgres/home.mjs";
import { clearLeftover, stopServer } from "./postgres/leftover.mjs";
import { hasCode } from "./processes.mjs";

/**
 * `exited` resolves with the reason once the server has ended, asked or not; `stop` resolves when it has.
 * @typedef {{ url: string, pid: number, exited: Promise<string>, stop(): Promise<void>, kill(): void }} Postgres
 * @typedef {{ dataDir: string, log: (line: string) => void, throwaway?: boolean }} PostgresOptions
 */

/**
 * Starts the cluster of a data directory, made if new, and waits until it answers a query.
 * @param {PostgresOptions} options
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({ dataDir, log, throwaway = false }) {
  const home = openHome(resolve(dataDir), log);
  const binaries = postgresBinaries(home.account, log);
  await ensureCluster(home, binaries, { throwaway, log });
  await clearLeftover(home.data, log);
  const server = await launchUntilReady(home, binaries, log);
  await ensureDatabase(server.url);
  return server;
}

/**
 * A server in a temporary folder for tests; `stop` removes it with all its data.
 * @param {(line: string) => void} log
 * @returns {Promise<Postgres>}
 */
export async function startThrowawayPostgres(log) {
  const dataDir = mkdtempSync(join(tmpdir(), "attestry-postgres-"));
  chmodSync(dataDir, 0o711);
  const server = await startPostgres({ dataDir, log, throwaway: true });
  const home = realpathSync(join(dataDir, "postgres"));
  return {
    ...server,
    async stop() {
      await server.stop();
      for (const folder of [home, dataDir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What Postgres says when something of a killed predecessor is not gone yet. */
const passingTrouble = /lock file .* already exists|pre-existing shared memory block/;
const portTrouble = /could not bind IPv4 address|could not create any TCP\/IP sockets/;

/**
 * @param {import("./postgres/home.mjs").Home} home
 * @param {string} binaries
 * @param {(line: string) => void} log
 * @returns {Promise<Postgres>}
 */
async function launchUntilReady(home, binaries, log) {
  const giveUpAt = performance.now() + 30_000;
  for (;;) {
    const port = await choosePort(home);
    const logStart = statSync(home.log, { throwIfNoEntry: false })?.size ?? 0;
    const server = launch(home, binaries, port, log);
    if (await answers(server, log)) return server;
    const said = readFileSync(home.log).subarray(logStart).toString("utf8");
    const mayPass = passingTrouble.test(said) || portTrouble.test(said);
    if (!mayPass || performance.now() > giveUpAt) {
      const last = said.trim().split("\n").slice(-5).join("\n  ");
      throw new Error(`Postgres did not start:\n  ${last}\nhint: its whole log is ${home.log}`);
    }
    await sleep(500);
  }
}

/**
 * The port of last time, so that a restart keeps the URL that running programs have, or another free one.
 * @param {import("./postgres/home.mjs").Home} home
 */
async function choosePort(home) {
  const last = rememberedPort(home);
  const port = (last && (await probePort("127.0.0.1", last))) || (await freePort());
  if (port !== last) rememberPort(home, port);
  return port;
}

/**
 * @param {import("./postgres/home.mjs").Home} home
 * @param {string} binaries
 * @param {number} port
 * @param {(line: string) => void} log
 * @returns {Postgres}
 */
function launch(home, binaries, port, log) {
  const { password } = passwordFile(home);
  // A file, not a pipe: a server that outlives its launcher must still be able to write its log.
  const logFile = openSync(home.log, "a", 0o600);
  const child = spawn(
    join(binaries, "bin/postgres"),
    ["-D", home.data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
    { ...spawnAs(home.account), detached: true, stdio: ["ignore", logFile, logFile] },
  );
  closeSync(logFile);
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const pid = child.pid ?? 0;
  return {
    url: `postgres://${roleName}:${password}@127.0.0.1:${port}/${roleName}`,
    pid,
    exited,
    async stop() {
      if (pid && child.exitCode === null && child.signalCode === null) await stopServer(pid, log);
      await exited;
    },
    kill: () => void child.kill("SIGQUIT"),
  };
}

/**
 * Waits until the server answers a query; crash recovery may take its time.
 * @param {Postgres} server
 * @param {(line: string) => void} log
 * @returns {Promise<boolean>} false when it ended instead
 */
async function answers(server, log) {
  const startedAt = performance.now();
  let toldAt = startedAt;
  let ended = false;
  server.exited.then(() => {
    ended = true;
  });
  while (!ended) {
    try {
      await query(server.url, "postgres", "SELECT 1");
      return true;
    } catch (error) {
      if (!isStartingUp(error)) {
        await server.stop();
        throw error;
      }
    }
    if (performance.now() - toldAt > 5_000) {
      toldAt = performance.now();
      log(`waiting for Postgres to recover (${Math.round((toldAt - startedAt) / 1000)} s)`);
    }
    await Promise.race([server.exited, sleep(100)]);
  }
  return false;
}

/** @param {unknown} error */
function isStartingUp(error) {
  // 57P03 is cannot_connect_now: starting up, or in recovery.
  const passing = ["57P03", "ECONNREFUSED", "ECONNRESET"].some((code) => hasCode(error, code));
  return passing || (error instanceof Error && /timeout|terminated/i.test(error.message));
}

/** @param {string} url */
async function ensureDatabase(url) {
  const [found] = await query(url, "postgres", `SELECT 1 FROM pg_database WHERE datname = '${roleName}'`);
  if (!found) await query(url, "postgres", `CREATE DATABASE ${roleName}`);
}

/**
 * @param {string} url
 * @param {string} database
 * @param {string} sql
 * @returns {Promise<unknown[]>}
 */
async function query(url, database, sql) {
  const { default: pg } = await import("pg");
  const connection = new URL(url);
  connection.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: connection.href, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
