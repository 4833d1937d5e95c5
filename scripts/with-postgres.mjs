/**
 * Runs a command beside a throwaway Postgres, whose URL it finds in DATABASE_URL and ATTESTRY_TEST_DATABASE_URL.
 *
 *   node scripts/with-postgres.mjs -- npx vitest run --project integration
 *   node scripts/with-postgres.mjs --durable -- node scripts/run.mjs bench
 *
 * Tests don't wait for the disk; `--durable` syncs every commit as a real deployment does, for measuring.
 */
import { spawn } from "node:child_process";
import { makeTemporaryDataDir, removeDataDir } from "./data-dir.mjs";
import { startPostgres, startThrowawayPostgres } from "./postgres.mjs";

const durable = process.argv[2] === "--durable";
const rest = process.argv.slice(durable ? 3 : 2);
const [command, ...args] = rest[0] === "--" ? rest.slice(1) : rest;
if (!command) {
  process.stderr.write("error: no command given\nhint: node scripts/with-postgres.mjs -- COMMAND …\n");
  process.exit(2);
}

/** @param {(line: string) => void} log */
async function start(log) {
  if (!durable) return startThrowawayPostgres(log);
  const dataDir = makeTemporaryDataDir();
  const server = await startPostgres({ dataDir, log });
  return { ...server, stop: () => server.stop().finally(() => removeDataDir(dataDir)) };
}

// The command is in this process's group and gets a terminal's Ctrl-C itself; what is left to do is to stop after it.
/** @type {import("node:child_process").ChildProcess | undefined} */
let child;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => signal !== "SIGINT" && child?.kill(signal));
}

try {
  const postgres = await start((line) => process.stderr.write(`postgres: ${line}\n`));
  try {
    child = spawn(command, args, {
      stdio: "inherit",
      env: { ...process.env, DATABASE_URL: postgres.url, ATTESTRY_TEST_DATABASE_URL: postgres.url },
    });
    process.exitCode = await new Promise((resolve, reject) => {
      child?.once("error", reject).once("exit", (code) => resolve(code ?? 1));
    });
  } finally {
    await postgres.stop();
  }
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
