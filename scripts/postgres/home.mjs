/** Where a cluster lives: its data, its password, the port it had last, and its log. */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { canEnter, isRoot, ownerAccount, serviceAccount } from "./account.mjs";
import { sharedHome } from "./binaries.mjs";

/**
 * @typedef {{ account: import("./account.mjs").Account, path: string, data: string, log: string }} Home
 */

const logBytesMax = 10 * 1024 * 1024;

/**
 * Finds or makes `postgres/` in the data directory. As root, when the account Postgres runs as can't enter the data
 * directory, the cluster lives under /var/lib/attestry and `postgres` is a link to it.
 * @param {string} dataDir absolute
 * @param {(line: string) => void} log
 * @returns {Home}
 */
export function openHome(dataDir, log) {
  mkdirSync(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  const path = join(dataDir, "postgres");
  if (!existsSync(path)) makeHome(dataDir, path, log);
  const real = realpathSync(path);
  const account = ownerAccount(statSync(real), real);
  if (!canEnter(account, real)) {
    throw new Error(
      `the account Postgres runs as (${account?.name}) can't enter ${real}\n` +
        "hint: give the folders above it the x permission, or set ATTESTRY_DATA_DIR",
    );
  }
  return { account, path: real, data: join(real, "data"), log: openableLog(join(real, "log")) };
}

/**
 * @param {string} dataDir
 * @param {string} path
 * @param {(line: string) => void} log
 */
function makeHome(dataDir, path, log) {
  if (lstatSync(path, { throwIfNoEntry: false })) {
    throw new Error(`${path} is a link to a place that is gone\nhint: restore that place, or remove the link`);
  }
  const account = serviceAccount();
  if (account === null) {
    mkdirSync(path, { mode: 0o700 });
    return;
  }
  const dataDirStat = statSync(dataDir);
  if (dataDirStat.uid === 0) chmodSync(dataDir, dataDirStat.mode | 0o011);
  if (canEnter(account, dataDir)) {
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, account.uid, account.gid);
    return;
  }
  const elsewhere = join(sharedHome, "clusters", randomBytes(8).toString("hex"));
  log(`${account.name} can't enter ${dataDir}; the database lives in ${elsewhere}`);
  for (const folder of [sharedHome, join(sharedHome, "clusters")]) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
  }
  mkdirSync(elsewhere, { mode: 0o700 });
  chownSync(elsewhere, account.uid, account.gid);
  symlinkSync(elsewhere, path);
}

/**
 * The cluster's password, made on first use; also the file initdb reads it from.
 * @param {Home} home
 */
export function passwordFile(home) {
  const file = join(home.path, "password");
  if (!existsSync(file)) writeOwned(home, file, randomBytes(24).toString("hex"));
  return { file, password: readFileSync(file, "utf8").trim() };
}

/**
 * @param {Home} home
 * @returns {number | null}
 */
export function rememberedPort(home) {
  const file = join(home.path, "port");
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) || null : null;
}

/**
 * @param {Home} home
 * @param {number} port
 */
export function rememberPort(home, port) {
  writeOwned(home, join(home.path, "port"), String(port));
}

/**
 * @param {Home} home
 * @param {string} file
 * @param {string} text
 */
function writeOwned({ account }, file, text) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${text}\n`, { mode: 0o600 });
  if (account) chownSync(temporary, account.uid, account.gid);
  renameSync(temporary, file);
}

/**
 * The log's path, after a large one was put aside.
 * @param {string} path
 */
function openableLog(path) {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax) renameSync(path, `${path}.1`);
  return path;
}
