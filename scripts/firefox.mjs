/** A stock Firefox for the second walk of the stories: the system's, else Debian's installed here and now, else none. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { runCommand } from "./command.mjs";
import { debianInstallation } from "./debian-package.mjs";

const candidates = ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];

/**
 * @param {{ progress: import("./progress.mjs").Progress, signal: AbortSignal }} options
 * @returns {Promise<string | null>} path of a Firefox that runs; null where there is none and none can be had
 */
export async function ensureFirefox({ progress, signal }) {
  const found = findFirefox();
  if (found !== null) return found;
  const installation = debianInstallation("firefox-esr");
  if (installation === null) return null;
  const [title, command, ...args] = installation;
  // Without a mirror in reach the walk is skipped; Chromium has shown the stories already.
  await progress.step(title, () => runCommand(command, args, { title, signal })).catch(() => signal.throwIfAborted());
  return findFirefox();
}

/** @returns {string | null} */
function findFirefox() {
  const given = process.env.ATTESTRY_FIREFOX;
  return (given ? [given] : candidates).find(isFirefox) ?? null;
}

/**
 * Some systems ship a stand-in that only says how to install the real one.
 * @param {string} path
 */
function isFirefox(path) {
  return existsSync(path) && spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0;
}
