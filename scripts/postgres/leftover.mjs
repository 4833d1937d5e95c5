/** What an earlier, killed launcher may have left: a Postgres still running, or only its lock file. */
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { processStatus, sendSignal, waitUntil } from "../processes.mjs";

/**
 * Ends a Postgres that still runs on this data directory and removes a lock file whose process is gone, so that a
 * new server can start.
 * @param {string} data absolute, resolved: the path the server was given with -D
 * @param {(line: string) => void} log
 */
export async function clearLeftover(data, log) {
  const lockFile = join(data, "postmaster.pid");
  const pid = lockHolder(lockFile);
  if (pid === null) return;
  const status = processStatus(pid);

  if (status && !status.zombie && isOurs(status.command, data)) {
    log(`stopping the Postgres that an earlier launcher left running (pid ${pid})`);
    await stopServer(pid, log);
  } else if (status?.zombie) {
    log(`waiting for the system to clear away a killed Postgres (pid ${pid})`);
    await waitUntil(() => processStatus(pid) === null, 10_000);
  }
  if (!(await waitUntil(() => backends(data).length === 0, 10_000))) {
    throw new Error(`processes of a killed Postgres still use ${data}: pid ${backends(data).join(", ")}`);
  }
  // Postgres itself refuses when the pid belongs to any live process by now, ours or not.
  if (lockHolder(lockFile) === pid) {
    log("removing the lock file of a Postgres that is gone");
    rmSync(lockFile);
  }
}

/**
 * Fast shutdown: open transactions are rolled back, everything committed is on disk. Immediate if that takes too long;
 * nothing committed is lost then either, the next start recovers it.
 * @param {number} pid
 * @param {(line: string) => void} log
 */
export async function stopServer(pid, log) {
  const gone = () => processStatus(pid)?.zombie ?? true;
  sendSignal(pid, "SIGINT");
  if (await waitUntil(gone, 8_000)) return;
  log("Postgres takes long to stop; stopping it at once, the next start recovers");
  sendSignal(pid, "SIGQUIT");
  if (await waitUntil(gone, 4_000)) return;
  sendSignal(pid, "SIGKILL");
  await waitUntil(gone, 2_000);
}

/**
 * The pid on the first line of the lock file; negative for a single-user server.
 * @param {string} lockFile
 * @returns {number | null}
 */
function lockHolder(lockFile) {
  if (!existsSync(lockFile)) return null;
  return Math.abs(Number.parseInt(readFileSync(lockFile, "utf8"), 10)) || 0;
}

/**
 * @param {string} command
 * @param {string} data
 */
function isOurs(command, data) {
  return command.includes("postgres") && command.includes(`-D ${data} `);
}

/**
 * Server processes whose working directory is the data directory, as every Postgres process's is. Known on Linux only;
 * elsewhere Postgres's own check of its shared memory has to do.
 * @param {string} data
 */
function backends(data) {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc").filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readlinkSync(`/proc/${entry}/cwd`) === data;
    } catch {
      return false;
    }
  });
}
