/**
 * `npm start`: from a fresh clone to a running Attestry, and one Ctrl-C to stop all of it. `npm run dev` is the same
 * with a console that follows changes of its sources.
 */
import { once } from "node:events";
import { stopRequests } from "./interrupt.mjs";
import { start, stop } from "./launch.mjs";
import { createProgress } from "./progress.mjs";
import { readSettings } from "./settings.mjs";

const progress = createProgress(process.stdout);
/** @type {(() => void)[]} */
const kills = [];
const signal = stopRequests({
  onFirst: () => progress.line("stopping; Ctrl-C again stops at once"),
  onSecond() {
    for (const kill of kills) kill();
  },
});

try {
  const isDevelopment = process.argv.includes("--dev");
  const launch = { settings: readSettings(process.env), isDevelopment, progress, signal, kills, undo: [] };
  try {
    await start(launch);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await stop(launch);
  }
} catch (error) {
  if (!signal.aborted) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
if (signal.aborted) progress.line("stopped");
