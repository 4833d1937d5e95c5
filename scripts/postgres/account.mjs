/** Which system account Postgres runs as: the caller, or, as Postgres refuses to run as root, one without privileges. */
import { spawnSync } from "node:child_process";

/**
 * `uid` and `gid` are given to spawn; null stands for the account of this process.
 * @typedef {{ name: string, uid: number, gid: number } | null} Account
 */

export function isRoot() {
  return process.getuid?.() === 0;
}

/**
 * The account for a new cluster.
 * @returns {Account}
 */
export function serviceAccount() {
  if (!isRoot()) return null;
  return lookUp("postgres") ?? lookUp("attestry") ?? createAccount("attestry");
}

/**
 * The account a cluster made earlier belongs to.
 * @param {{ uid: number, gid: number }} owner
 * @param {string} path for the message
 * @returns {Account}
 */
export function ownerAccount({ uid, gid }, path) {
  if (uid === process.getuid?.()) {
    if (uid === 0) throw new Error(`${path} belongs to root, as whom Postgres refuses to run\nhint: chown it`);
    return null;
  }
  if (!isRoot()) {
    throw new Error(`${path} belongs to another user (uid ${uid})\nhint: run as that user, or set ATTESTRY_DATA_DIR`);
  }
  return { name: `uid ${uid}`, uid, gid };
}

/**
 * @param {string} name
 * @returns {Account}
 */
function lookUp(name) {
  const [uid, gid] = ["-u", "-g"].map((flag) => {
    const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
    return status === 0 ? Number.parseInt(stdout, 10) : 0;
  });
  return uid && gid ? { name, uid, gid } : null;
}

/**
 * @param {string} name
 * @returns {Account}
 */
function createAccount(name) {
  const made = spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", name]);
  const account = made.status === 0 ? lookUp(name) : null;
  if (account === null) {
    throw new Error(
      "Postgres refuses to run as root, and no account without privileges could be made for it\n" +
        `hint: run as a normal user, make a system account named "${name}", or set DATABASE_URL`,
    );
  }
  return account;
}

/**
 * The options that make spawn run something as the account: in a folder everybody can enter, and without the caller's
 * environment, whose PG… variables and locale must not change the server.
 * @param {Account} account
 * @returns {{ cwd: string, env: NodeJS.ProcessEnv, uid?: number, gid?: number }}
 */
export function spawnAs(account) {
  const env = { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
  return account ? { cwd: "/", env, uid: account.uid, gid: account.gid } : { cwd: "/", env };
}

/**
 * Whether the account can enter a folder, asked of the system itself, as modes alone don't tell.
 * @param {Account} account
 * @param {string} path
 */
export function canEnter(account, path) {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", path], spawnAs(account)).status === 0;
}
