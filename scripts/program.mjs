/** One of the long-running programs: started, awaited until it answers, its output passed on line by line. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { stopGroup } from "./processes.mjs";
import { root } from "./run.mjs";

/**
 * `readyUrl` answers below 500 once the program is ready; `graceMs` is how long it may take to end on SIGTERM.
 * @typedef {{ name: string, args: string[], env: NodeJS.ProcessEnv, readyUrl: string, graceMs: number }} Program
 */

/**
 * Starts a Node program in a process group of its own and waits until it is ready.
 * @param {Program} program
 * @param {{ log: (line: string) => void, record: ReturnType<typeof import("./record.mjs").createRecord>, signal?: AbortSignal | undefined }} options
 * @returns {Promise<import("./keep.mjs").Running>} rejects when it ends before it is ready
 */
export async function startProgram({ name, args, env, readyUrl, graceMs }, { log, record, signal }) {
  signal?.throwIfAborted();
  const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => log(`${name} | ${line}`));
  }
  const pid = child.pid ?? 0;
  if (pid) record.add(name, pid);
  let ended = false;
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, by) => resolve(by ?? `exit code ${code}`));
  }).then(async (reason) => {
    ended = true;
    // What it had started itself, such as workers that a killed parent left.
    if (pid) await stopGroup(pid, graceMs);
    record.remove(name);
    return reason;
  });
  const running = {
    exited,
    async stop() {
      if (!ended && pid) await stopGroup(pid, graceMs);
      await exited;
    },
  };

  while (!(await answers(readyUrl))) {
    if (ended) throw new Error(`the ${name} could not start (${await exited})`);
    if (signal?.aborted) {
      await running.stop();
      throw signal.reason;
    }
    await Promise.race([exited, sleep(100)]);
  }
  return running;
}

/** @param {string} url */
export async function answers(url) {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}
