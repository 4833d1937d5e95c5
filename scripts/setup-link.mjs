/** The one-time link that makes the first admin, while there is none. */
import { runCommand } from "./command.mjs";
import { migrationScript } from "./programs.mjs";

/**
 * Asks the migration program, which prints the link's path below the console's URL, or nothing once there is an admin.
 * @param {string} consoleUrl
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>}
 */
export async function setupLink(consoleUrl, env) {
  /** @type {string[]} */
  const lines = [];
  const onLine = (/** @type {string} */ line) => void lines.push(line.trim());
  await runCommand(process.execPath, [migrationScript, "--setup-link"], {
    title: "making the setup link",
    env,
    onLine,
  });
  const path = lines.find((line) => line !== "");
  return path ? new URL(path, consoleUrl).href : null;
}
