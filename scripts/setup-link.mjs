/** The one-time link that makes the first admin, while there is none. */
import { runCommand } from "./command.mjs";
import { setupScript } from "./programs.mjs";

/**
 * Asks the setup program; it also makes the admin that ATTESTRY_ADMIN_EMAIL and ATTESTRY_ADMIN_PASSWORD name.
 * @param {string} consoleUrl
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>} null once there is an admin
 */
export async function setupLink(consoleUrl, env) {
  /** @type {string[]} */
  const lines = [];
  const onLine = (/** @type {string} */ line) => void lines.push(line);
  await runCommand(process.execPath, [setupScript], { title: "looking for an admin", env, onLine });
  /** @type {{ setupUrlPath?: string }} */
  const { setupUrlPath } = JSON.parse(lines.find((line) => line.startsWith("{")) ?? "{}");
  return setupUrlPath ? new URL(setupUrlPath, consoleUrl).href : null;
}
