/**
 * The embedded Postgres: its programs come from npm, its data lives in the data directory, it listens on 127.0.0.1
 * only, and it runs in a session of its own, so that a terminal's Ctrl-C reaches the launcher alone.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeTemporaryDataDir, removeDataDir } from "./data-dir.mjs";
import { isNotReadyYet, queryOnce } from "./database.mjs";
import { freePort, isPortFree } from "./ports.mjs";
import { spawnAs } from "./postgres/account.mjs";
import { postgresBinaries } from "./postgres/binaries.mjs";
import { ensureCluster, roleName } from "./postgres/cluster.mjs";
import { openHome, passwordFile, rememberedPort, rememberPort } from "./postgres/home.mjs";
import { clearLeftover, stopServer } from "./postgres/leftover.mjs";

/**
 * `exited` resolves with the reason once the server has ended, asked or not; `stop` resolves when it has; `kill` makes
 * it end at once, without a checkpoint, for the next start to recover.
 * @typedef {{ url: string, port: number, pid: number, exited: Promise<string>, stop(): Promise<void>, kill(): void }} Postgres
 * `port`, when given, is insisted on: programs that run have it in their URL. `signal` gives up a start under way.
 * @typedef {{
 *   dataDir: string,
 *   log: (line: string) => void,
 *   throwaway?: boolean,
 *   port?: number | undefined,
 *   signal?: AbortSignal | undefined,
 * }} PostgresOptions
 */

/**
 * Starts the cluster of a data directory, made if new, and waits until it answers a query.
 * @param {PostgresOptions} options
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({ dataDir, log, throwaway = false, port, signal }) {
  const home = openHome(resolve(dataDir), log);
  const binaries = postgresBinaries(home.account, log);
  await ensureCluster(home, binaries, { throwaway, log });
  await clearLeftover(home.data, log);
  const server = await launchUntilReady(home, binaries, { log, port, signal });
  try {
    await ensureDatabase(server.url);
    signal?.throwIfAborted();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * A server in a temporary folder for tests; `stop` removes it with all its data.
 * @param {(line: string) => void} log
 * @returns {Promise<Postgres>}
 */
export async function startThrowawayPostgres(log) {
  const dataDir = makeTemporaryDataDir();
  const remove = () => removeDataDir(dataDir);
  try {
    const server = await startPostgres({ dataDir, log, throwaway: true });
    return { ...server, stop: () => server.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** What Postgres says when something of a killed predecessor is not gone yet. */
const passingTrouble = /lock file .* already exists|pre-existing shared memory block/;
const portTrouble = /could not bind IPv4 address|could not create any TCP\/IP sockets/;

/**
 * @param {import("./postgres/home.mjs").Home} home
 * @param {string} binaries
 * @param {Pick<PostgresOptions, "log" | "port" | "signal">} options
 * @returns {Promise<Postgres>}
 */
async function launchUntilReady(home, binaries, { log, port, signal }) {
  const giveUpAt = performance.now() + 30_000;
  for (;;) {
    signal?.throwIfAborted();
    const logStart = statSync(home.log, { throwIfNoEntry: false })?.size ?? 0;
    const server = launch(home, binaries, port ?? (await choosePort(home)), log);
    if (await answers(server, { log, signal })) return server;
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
 * The port of last time, or another one when that was taken meanwhile.
 * @param {import("./postgres/home.mjs").Home} home
 */
async function choosePort(home) {
  const last = rememberedPort(home);
  if (last !== null && (await isPortFree("127.0.0.1", last))) return last;
  const port = await freePort();
  rememberPort(home, port);
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
    port,
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
 * @param {Pick<PostgresOptions, "log" | "signal">} options
 * @returns {Promise<boolean>} false when it ended instead
 */
async function answers(server, { log, signal }) {
  const startedAt = performance.now();
  let toldAt = startedAt;
  let ended = false;
  server.exited.then(() => {
    ended = true;
  });
  while (!ended) {
    try {
      await queryOnce(onMaintenance(server.url), "SELECT 1");
      return true;
    } catch (error) {
      if (signal?.aborted || !isNotReadyYet(error)) {
        await server.stop();
        throw signal?.reason ?? error;
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

/** @param {string} url */
async function ensureDatabase(url) {
  const [found] = await queryOnce(onMaintenance(url), `SELECT 1 FROM pg_database WHERE datname = '${roleName}'`);
  if (!found) await queryOnce(onMaintenance(url), `CREATE DATABASE ${roleName}`);
}

/**
 * The same server's database that is always there.
 * @param {string} url
 */
function onMaintenance(url) {
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  return maintenance.href;
}
