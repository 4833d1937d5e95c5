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
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === lockFileHash()) return true;
  // Whoever has run npm install or npm ci by hand need not wait for it again.
  const record = join(root, "node_modules/.package-lock.json");
  return existsSync(record) && isInstalled(readLock(join(root, "package-lock.json")), readLock(record));
}

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked
 * @typedef {{ packages: Record<string, Locked> }} Lock
 */

/**
 * Whether npm's own record of what it has installed holds all of the lock file that this system needs.
 * @param {Lock} wanted
 * @param {Lock} installed
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (!path.startsWith("node_modules/") && !path.includes("/node_modules/")) return true;
    const found = installed.packages[path];
    if (!found) return entry.optional === true && !isForThisSystem(entry);
    return found.version === entry.version && (!entry.integrity || found.integrity === entry.integrity);
  });
}

/** @param {Locked} entry */
function isForThisSystem({ os, cpu, libc }) {
  const fits = (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
  return Boolean(os ?? cpu) && fits && !libc?.includes("musl");
}

/**
 * @param {string} file
 * @returns {Lock}
 */
function readLock(file) {
  return JSON.parse(readFileSync(file, "utf8"));
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
