/** The steps of `npm start`, in order; each leaves in `undo` how to take it back. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { bundlePrograms, ensureConsoleBuilt } from "./build.mjs";
import { runCommand } from "./command.mjs";
import { awaitDatabase } from "./database.mjs";
import { keepRunning } from "./keep.mjs";
import { tryLock } from "./lock.mjs";
import { assertPortsFree } from "./ports.mjs";
import { startPostgres } from "./postgres.mjs";
import { startProgram } from "./program.mjs";
import { consoleDataDir, consoleProgram, dataplaneProgram, migrationScript, programEnvironment } from "./programs.mjs";
import { createRecord, stopRecorded } from "./record.mjs";
import { ensureDependencies } from "./setup.mjs";
import { setupLink } from "./setup-link.mjs";

/**
 * `undo` is what must be done to stop, in the order the things were started; `kills` makes a stop under way immediate.
 * @typedef {{
 *   settings: import("./settings.mjs").Settings,
 *   isDevelopment: boolean,
 *   progress: import("./progress.mjs").Progress,
 *   signal: AbortSignal,
 *   undo: (() => Promise<unknown>)[],
 *   kills: (() => void)[],
 * }} Launch
 */

/**
 * @param {Launch} launch the signal gives up a start under way
 * @returns {Promise<void>} resolves when everything is ready
 */
export async function start(launch) {
  const { settings, isDevelopment, progress, signal } = launch;
  const startedAt = performance.now();
  await claimDataDir(launch);
  await assertPortsFree(settings);
  await ensureDependencies({ progress, signal });
  if (!isDevelopment) await ensureConsoleBuilt({ progress, signal });
  await bundlePrograms(["migrate", "setup", "dataplane", "fleet"]);
  const environment = programEnvironment(settings, await openDatabase(launch));
  await migrate(environment, launch);
  const [link] = await Promise.all([setupLink(settings.consoleUrl, environment), startPrograms(environment, launch)]);
  signal.throwIfAborted();
  announce(settings, (performance.now() - startedAt) / 1000, link, progress.line);
}

/**
 * Undoes whatever was done so far, the last thing first.
 * @param {Launch} launch
 */
export async function stop({ undo, progress }) {
  for (const step of undo.splice(0).reverse()) {
    await step().catch((error) => progress.line(`error: ${error instanceof Error ? error.message : error}`));
  }
}

/**
 * One launcher per data directory, and nothing left of a killed one.
 * @param {Launch} launch
 */
async function claimDataDir({ settings: { dataDir }, progress, undo }) {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  mkdirSync(consoleDataDir({ dataDir }), { recursive: true, mode: 0o700 });
  const lock = tryLock(join(dataDir, "launcher.lock"));
  if ("holder" in lock) {
    throw new Error(
      `Attestry already runs on ${dataDir} (pid ${lock.holder})\n` +
        "hint: stop that one, or give this one an ATTESTRY_DATA_DIR, CONSOLE_PORT and DATAPLANE_PORT of its own",
    );
  }
  undo.push(async () => lock.release());
  await stopRecorded(dataDir, progress.line);
}

/**
 * The operator's Postgres, or else the embedded one.
 * @param {Launch} launch
 * @returns {Promise<string>} its URL
 */
async function openDatabase({ settings, progress, signal, undo, kills }) {
  if (settings.databaseUrl) {
    await awaitDatabase(settings.databaseUrl, { progress, signal });
    return settings.databaseUrl;
  }
  const log = (/** @type {string} */ line) => progress.line(`Postgres: ${line}`);
  /** @type {number | undefined} */
  let port;
  const launchServer = (/** @type {AbortSignal} */ starting) =>
    startPostgres({ dataDir: settings.dataDir, log, port, signal: starting });
  const kept = await progress.step("starting Postgres", () =>
    keepRunning("Postgres", launchServer, { log: progress.line, signal }),
  );
  // Programs have the port in their URL from here on, so a server that comes back must have the same.
  port = kept.current().port;
  undo.push(() => kept.stop());
  kills.push(() => kept.current().kill());
  return kept.current().url;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {Launch} launch
 */
function migrate(env, { progress, signal }) {
  const onLine = (/** @type {string} */ line) => progress.line(`  ${line}`);
  return progress.step("migrating the database", () =>
    runCommand(process.execPath, [migrationScript], { title: "the migration", env, onLine, signal }),
  );
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {Launch} launch
 */
async function startPrograms(environment, { settings, isDevelopment, progress, signal, undo, kills }) {
  const record = createRecord(settings.dataDir);
  kills.push(() => record.killAll());
  const failed = new AbortController();
  const starting = AbortSignal.any([signal, failed.signal]);
  const starts = [dataplaneProgram(settings, environment), consoleProgram(settings, environment, isDevelopment)].map(
    (program) =>
      keepRunning(program.name, (giveUp) => startProgram(program, { log: progress.line, record, signal: giveUp }), {
        log: progress.line,
        signal: starting,
      }),
  );
  undo.push(async () => {
    failed.abort();
    const started = await Promise.allSettled(starts);
    await Promise.all(started.map((result) => (result.status === "fulfilled" ? result.value.stop() : null)));
  });
  await progress.step("starting the data plane and the console", () => Promise.all(starts));
}

/**
 * @param {import("./settings.mjs").Settings} settings
 * @param {number} seconds
 * @param {string | null} link
 * @param {(line: string) => void} log
 */
function announce({ consoleUrl, dataplanePort, dataDir }, seconds, link, log) {
  log(`\nAttestry is ready, after ${seconds.toFixed(1)} s`);
  log(`  console      ${consoleUrl}`);
  log(`  data plane   http://127.0.0.1:${dataplanePort}`);
  if (link) log(`  first admin  ${link}  (works once)`);
  log(`  data         ${dataDir}`);
  log("Ctrl-C stops it.\n");
}
