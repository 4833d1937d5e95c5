/** A Chromium for the end-to-end tests: the system's, else Playwright's own, else one installed here and now. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { debianInstallation } from "./debian-package.mjs";
import { root } from "./run.mjs";

/** Where there is one without windows, it does the same for half the work. */
const candidates = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * @param {{ progress: import("./progress.mjs").Progress, signal: AbortSignal }} options
 * @returns {Promise<string>} path of a Chromium that runs; rejects with the command that installs one
 */
export async function ensureChromium({ progress, signal }) {
  const found = await findChromium();
  if (found) return found;
  const [title, command, ...args] = installation();
  const failure = await progress
    .step(title, () => runCommand(command, args, { title, signal }))
    .then(
      () => null,
      (/** @type {Error} */ error) => error.message,
    );
  signal.throwIfAborted();
  const installed = await findChromium();
  if (installed) return installed;
  throw new Error(
    `there is no Chromium for the end-to-end tests${failure ? `: ${failure}` : ""}\n` +
      "hint: install one, such as with: sudo apt-get install chromium, or set ATTESTRY_CHROMIUM to the path of yours",
  );
}

/** @returns {Promise<string | null>} */
async function findChromium() {
  const { chromium } = await import("playwright");
  const given = process.env.ATTESTRY_CHROMIUM;
  const paths = given ? [given] : [...candidates, chromium.executablePath()];
  return paths.find(isChromium) ?? null;
}

/**
 * Some systems ship a stand-in that only says how to install the real one.
 * @param {string} path
 */
function isChromium(path) {
  return existsSync(path) && spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0;
}

/** @returns {[title: string, command: string, ...args: string[]]} */
function installation() {
  const debian = debianInstallation("chromium-headless-shell", "chromium");
  if (debian !== null) return debian;
  const playwright = join(root, "node_modules/playwright/cli.js");
  return ["installing Playwright's Chromium", process.execPath, playwright, "install", "chromium"];
}
