/** What must be there before anything else can run: a Node that is new enough, and the dependencies of the lock file. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { runCommand } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { root } from "./run.mjs";

const stampFile = join(root, "node_modules/.attestry-installed");

/**
 * Installs the dependencies unless those of this lock file are there. Two commands at once don't disturb each other.
 * @param {{ progress: import("./progress.mjs").Progress, signal?: AbortSignal }} options
 */
export async function ensureDependencies({ progress, signal }) {
  assertNodeVersion(process.versions.node);
  if (areInstalled()) return;
  const onWait = (/** @type {number} */ holder) =>
    progress.line(`waiting for another command (pid ${holder}) that installs dependencies`);
  await withLock(join(root, "dist/install.lock"), { onWait, signal }, async () => {
    if (areInstalled()) return;
    const [command, ...args] = npmCommand();
    await progress.step("installing dependencies", () =>
      runCommand(command, [...args, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"], {
        title: "npm ci",
        signal,
      }),
    );
    writeFileSync(stampFile, lockFileHash());
  });
}

/**
 * The npm this runs under, else the one on the PATH.
 * @returns {[string, ...string[]]}
 */
export function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli && basename(cli) === "npm-cli.js" && existsSync(cli) ? [process.execPath, cli] : ["npm"];
}

function areInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8") === lockFileHash();
}

function lockFileHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** @param {string} version such as 20.9.0 */
export function assertNodeVersion(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 9)) return;
  throw new Error(`this is Node.js ${version}, Attestry needs 20.9 or later\nhint: see https://nodejs.org/download`);
}
