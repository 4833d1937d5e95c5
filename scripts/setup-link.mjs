/** The way in to a new installation: its first admin from the environment, or a one-time link that creates one. */
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { root } from "./run.mjs";

/**
 * Asks the setup program, which prints one JSON line: {"setupUrlPath":"/setup#token"} or {"admin":"exists"}.
 * @param {string} consoleUrl
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>} the link, or null once there is an admin
 */
export async function setupLink(consoleUrl, env) {
  /** @type {string[]} */
  const lines = [];
  const onLine = (/** @type {string} */ line) => void lines.push(line);
  await runCommand(process.execPath, [join(root, "dist/setup.mjs")], { title: "making the setup link", env, onLine });
  const { setupUrlPath = null } = JSON.parse(lines.find((line) => line.startsWith("{")) ?? "{}");
  return setupUrlPath === null ? null : new URL(setupUrlPath, consoleUrl).href;
}
