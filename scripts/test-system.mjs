/** The system that the end-to-end tests use: started with the README's command, on ports and data of its own. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeTemporaryDataDir, removeDataDir } from "./data-dir.mjs";
import { freePort } from "./ports.mjs";
import { groupExists, sendSignal, waitUntil } from "./processes.mjs";
import { answers } from "./program.mjs";
import { root } from "./run.mjs";
import { npmCommand } from "./setup.mjs";

const patienceMs = 180_000;
/** What a person would wait after Ctrl-C before taking it for hung. */
const stopMsMax = 20_000;

/**
 * `env` is the environment of a test: where the system is, its data directory and its first admin.
 * @param {{ progress: import("./progress.mjs").Progress, signal: AbortSignal }} options
 * @returns {Promise<{ env: NodeJS.ProcessEnv, stop(): Promise<void> }>} stop rejects when the system doesn't end
 */
export async function startTestSystem({ progress, signal }) {
  const dataDir = makeTemporaryDataDir();
  const [consolePort, dataplanePort] = [await freePort(), await freePort()];
  const consoleUrl = `http://127.0.0.1:${consolePort}`;
  const dataplaneUrl = `http://127.0.0.1:${dataplanePort}`;
  const { DATABASE_URL: _database, NEXTAUTH_URL: _url, NEXTAUTH_SECRET: _secret, ...inherited } = process.env;
  const revocationList = join(dataDir, "revocation-status.json");
  const codeSigningRoots = join(dataDir, "code-signing-roots.pem");
  // Nothing of the tests may depend on the internet; a test that makes an iOS app puts its root there.
  writeFileSync(revocationList, JSON.stringify({ entries: {} }));
  writeFileSync(codeSigningRoots, "");
  const env = {
    ...inherited,
    ATTESTRY_REVOCATION_LIST: revocationList,
    ATTESTRY_CODE_SIGNING_ROOTS: codeSigningRoots,
    ATTESTRY_DATA_DIR: dataDir,
    CONSOLE_PORT: String(consolePort),
    DATAPLANE_PORT: String(dataplanePort),
    DATAPLANE_HOST: "127.0.0.1",
    ATTESTRY_ADMIN_EMAIL: "admin@example.test",
    ATTESTRY_ADMIN_PASSWORD: randomBytes(12).toString("hex"),
    ATTESTRY_CONSOLE_URL: consoleUrl,
    DATAPLANE_URL: dataplaneUrl,
    // Alert channels of the journeys lead to receivers that the tests run.
    ATTESTRY_PRIVATE_RECEIVERS: "127.0.0.0/8",
  };
  const logFile = join(root, "test-results/system.log");
  const { leader, hasEnded } = spawnSystem(env, logFile);

  async function stop() {
    sendSignal(-leader, "SIGINT");
    const isGone = await waitUntil(() => !groupExists(leader), stopMsMax);
    if (!isGone) sendSignal(-leader, "SIGKILL");
    else removeDataDir(dataDir);
    if (!isGone) throw new Error(`the system still ran ${stopMsMax / 1000} s after Ctrl-C; its log is ${logFile}`);
  }

  try {
    await progress.step(`starting the system on ${consoleUrl} and ${dataplaneUrl}`, async () => {
      const giveUpAt = performance.now() + patienceMs;
      while (!((await answers(`${dataplaneUrl}/readyz`)) && (await answers(`${consoleUrl}/`)))) {
        signal.throwIfAborted();
        if (hasEnded() || performance.now() > giveUpAt) {
          throw new Error(`npm start did not get ready:\n${readFileSync(logFile, "utf8").slice(-4_000)}`);
        }
        await sleep(200);
      }
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, stop };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} logFile
 */
function spawnSystem(env, logFile) {
  mkdirSync(join(root, "test-results"), { recursive: true });
  const log = openSync(logFile, "w");
  const [command, ...args] = npmCommand();
  // A group of its own, so that the signal sent to it is what a terminal's Ctrl-C is.
  const child = spawn(command, [...args, "start"], { cwd: root, env, detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  let ended = false;
  const end = () => {
    ended = true;
  };
  child.once("exit", end).once("error", end);
  if (!child.pid) throw new Error("npm could not be started");
  return { leader: child.pid, hasEnded: () => ended };
}
