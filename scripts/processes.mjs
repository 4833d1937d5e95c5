/** What the launcher must know about other processes: whether they live, what they are, and how to end them. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * `startedAt` tells a process from a later one with the same pid; `zombie` has ended but was not reaped by its parent.
 * @typedef {{ pid: number, startedAt: string, zombie: boolean, command: string }} ProcessStatus
 */

/**
 * @param {number} pid
 * @returns {ProcessStatus | null} null when there is no such process
 */
export function processStatus(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return existsSync("/proc/self/stat") ? statusFromProc(pid) : statusFromPs(pid);
}

/**
 * @param {number} pid
 * @returns {ProcessStatus | null}
 */
function statusFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // proc(5): the second field is the name in parentheses, which may hold spaces; state is field 3, starttime 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return { pid, startedAt: fields[19] ?? "", zombie: fields[0] === "Z" || fields[0] === "X", command };
  } catch {
    return null;
  }
}

/**
 * @param {number} pid
 * @returns {ProcessStatus | null}
 */
function statusFromPs(pid) {
  const { status, stdout } = spawnSync("ps", ["-ww", "-o", "state=,lstart=,command=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  // lstart is five words, such as "Sun Nov 22 06:12:01 2026".
  const match = /^\s*(\S+)\s+((?:\S+\s+){4}\S+)\s*(.*)$/.exec(stdout ?? "");
  if (status !== 0 || !match) return null;
  return { pid, startedAt: match[2] ?? "", zombie: match[1]?.startsWith("Z") ?? false, command: match[3] ?? "" };
}

/** @param {number} pid */
export function isRunning(pid) {
  const status = processStatus(pid);
  return status !== null && !status.zombie;
}

/**
 * Sends a signal to a process of ours, or with a negative pid to its group; one already gone is no error.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/**
 * Ends a process group by its leader: asks the leader, and kills whatever of the group is left after the grace time.
 * @param {number} leader
 * @param {number} graceMs
 */
export async function stopGroup(leader, graceMs) {
  if (isRunning(leader)) sendSignal(leader, "SIGTERM");
  else sendSignal(-leader, "SIGTERM");
  if (await waitUntil(() => !groupExists(leader), graceMs)) return;
  sendSignal(-leader, "SIGKILL");
  await waitUntil(() => !groupExists(leader), 2_000);
}

/** @param {number} leader */
export function groupExists(leader) {
  try {
    process.kill(-leader, 0);
    return true;
  } catch (error) {
    if (!isGone(error)) throw error;
    return false;
  }
}

/**
 * Of processes of ours, EPERM is what macOS says when only zombies are left.
 * @param {unknown} error
 */
function isGone(error) {
  return hasCode(error, "ESRCH") || hasCode(error, "EPERM");
}

/**
 * Waits until a condition holds.
 * @param {() => boolean} condition
 * @param {number} timeoutMs
 * @returns {Promise<boolean>} false when it never did
 */
export async function waitUntil(condition, timeoutMs) {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

/**
 * @param {unknown} error
 * @param {string} code of node:errno, such as "ENOENT"
 */
export function hasCode(error, code) {
  return error instanceof Error && "code" in error && error.code === code;
}
