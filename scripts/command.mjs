/** One command that runs to its end, in a process group of its own that can be stopped as a whole. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { stopGroup } from "./processes.mjs";
import { root } from "./run.mjs";

const linesKept = 150;

/**
 * Runs a command; its output is given line by line to `onLine` and, shortened to its last lines, told when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ title: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, signal?: AbortSignal | undefined }} options
 * @returns {Promise<void>} rejects when it fails, and with the signal's reason when that stopped it
 */
export async function runCommand(command, args, { title, env = process.env, onLine, signal }) {
  signal?.throwIfAborted();
  const child = spawn(command, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  /** @type {string[]} */
  const last = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      last.push(line);
      if (last.length > linesKept) last.shift();
      onLine?.(line);
    });
  }
  const stop = () => void (child.pid && stopGroup(child.pid, 3_000));
  signal?.addEventListener("abort", stop, { once: true });
  /** @type {string | null} */
  const failure = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, by) => resolve(code === 0 ? null : (by ?? `exit code ${code}`)));
  });
  signal?.removeEventListener("abort", stop);
  signal?.throwIfAborted();
  if (failure !== null) throw new Error([`${title} failed (${failure})`, ...last].join("\n  "));
}
