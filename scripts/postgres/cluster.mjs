/** Making a new cluster with initdb. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { spawnAs } from "./account.mjs";
import { passwordFile } from "./home.mjs";

/** The superuser and the database of every cluster. */
export const roleName = "attestry";

/**
 * Makes the cluster unless it is there. initdb works under a temporary name, so that one cut short is never used.
 * @param {import("./home.mjs").Home} home
 * @param {string} binaries
 * @param {{ throwaway: boolean, log: (line: string) => void }} options
 */
export async function ensureCluster(home, binaries, { throwaway, log }) {
  if (existsSync(join(home.data, "PG_VERSION"))) return;
  for (const name of readdirSync(home.path)) {
    if (name.startsWith("new-")) rmSync(join(home.path, name), { recursive: true });
  }
  log("making a new database cluster");
  const fresh = join(home.path, `new-${process.pid}`);
  await runInitdb(join(binaries, "bin/initdb"), home, [
    `--pgdata=${fresh}`,
    `--username=${roleName}`,
    `--pwfile=${passwordFile(home).file}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    ...(throwaway ? ["--no-sync"] : []),
    ...Object.entries(serverSettings(throwaway)).map(([name, value]) => `--set=${name}=${value}`),
  ]);
  renameSync(fresh, home.data);
}

/**
 * Written to postgresql.conf once; what an operator changes there stays.
 * @param {boolean} throwaway true: nothing has to survive a power cut; a killed process loses nothing all the same
 * @returns {Record<string, string>}
 */
function serverSettings(throwaway) {
  const megabytes = Math.floor(Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2 ** 20);
  return {
    max_connections: "200",
    shared_buffers: throwaway ? "128MB" : `${Math.min(1024, Math.max(256, Math.floor(megabytes / 8)))}MB`,
    effective_cache_size: `${Math.max(512, Math.floor(megabytes / 2))}MB`,
    // Bounds crash recovery: 8 GB took 26 s to replay.
    max_wal_size: "1GB",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(throwaway ? { fsync: "off", full_page_writes: "off" } : {}),
  };
}

/**
 * @param {string} initdb
 * @param {import("./home.mjs").Home} home
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function runInitdb(initdb, home, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, args, { ...spawnAs(home.account), stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors += text;
    });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`initdb could not make the database cluster: ${errors.trim()}`)),
    );
  });
}
