/** A lock between processes: a file that names its holder, void once that process is gone. */
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hasCode, processStatus } from "./processes.mjs";

/** Taking over a dead holder's lock lasts microseconds; a guard older than this was left by a process that died in it. */
const guardAgeMsMax = 5_000;

/**
 * @param {string} path
 * @returns {{ release(): void } | { holder: number }} the pid of the holder when it is another process
 */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  if (claim(path)) return { release: () => rmSync(path, { force: true }) };
  const holder = readHolder(path);
  if (holder && isAlive(holder)) return { holder: holder.pid };
  removeStale(path);
  return claim(path) ? { release: () => rmSync(path, { force: true }) } : { holder: readHolder(path)?.pid ?? 0 };
}

/**
 * Does the work while no other process holds the lock.
 * @template T
 * @param {string} path
 * @param {{ onWait: (holder: number) => void, signal?: AbortSignal | undefined }} options onWait is called once
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, { onWait, signal }, work) {
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    const lock = tryLock(path);
    if ("release" in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!told) onWait(lock.holder);
    told = true;
    await sleep(200, undefined, signal ? { signal } : {});
  }
}

/**
 * Makes the file with its content in one step, so that nobody reads an empty one.
 * @param {string} path
 */
function claim(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, startedAt: processStatus(process.pid)?.startedAt }));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {{ pid: number, startedAt: string } | null}
 */
function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** @param {{ pid: number, startedAt: string }} holder */
function isAlive({ pid, startedAt }) {
  const status = processStatus(pid);
  return status !== null && !status.zombie && status.startedAt === startedAt;
}

/**
 * Two processes may find the same stale lock; under the guard only one looks again and removes it, never a fresh one.
 * @param {string} path
 */
function removeStale(path) {
  const guard = `${path}.guard`;
  if (!claim(guard)) {
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > guardAgeMsMax) rmSync(guard, { force: true });
    return;
  }
  const holder = readHolder(path);
  if (!holder || !isAlive(holder)) rmSync(path, { force: true });
  rmSync(guard, { force: true });
}
