/** Builds what `npm start` runs: the console, when its sources changed, and the bundled programs. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { buildProgram, root } from "./run.mjs";

export const nextBin = join(root, "node_modules/next/dist/bin/next");
const stampFile = join(root, ".next/attestry-sources");

/** Everything the console is built from; folders with all below them. */
const consoleSources = ["app", "components", "drizzle", "lib", "public", "sdk"];
const consoleConfiguration =
  /^(package(-lock)?\.json|tsconfig\.json|(next|postcss)\.config\..*|(proxy|instrumentation.*)\.ts)$/;

/**
 * @typedef {{ progress: import("./progress.mjs").Progress, signal?: AbortSignal }} BuildOptions
 */

/**
 * Runs `next build` unless the last one was of the same sources.
 * @param {BuildOptions} options
 */
export async function ensureConsoleBuilt({ progress, signal }) {
  const sources = sourcesHash(root);
  if (isBuilt(sources)) return;
  const onWait = (/** @type {number} */ holder) =>
    progress.line(`waiting for another command (pid ${holder}) that builds the console`);
  await withLock(join(root, "dist/build.lock"), { onWait, signal }, async () => {
    if (isBuilt(sources)) return;
    rmSync(stampFile, { force: true });
    await progress.step("building the console", () =>
      runCommand(process.execPath, [nextBin, "build"], {
        title: "next build",
        env: { ...process.env, ...nextEnvironment("production") },
        signal,
      }),
    );
    writeFileSync(stampFile, sources);
  });
}

/**
 * Bundles programs to dist/; a fraction of a second each, so always.
 * @param {Parameters<typeof buildProgram>[0][]} names
 */
export async function bundlePrograms(names) {
  for (const name of names) await buildProgram(name);
  // Its service process would otherwise live as long as the launcher.
  const { stop } = await import("esbuild");
  await stop();
}

/**
 * What Next must be told over and above its surroundings' environment.
 * @param {"production" | "development"} mode
 * @returns {NodeJS.ProcessEnv}
 */
export function nextEnvironment(mode) {
  return { NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: "1" };
}

/** @param {string} sources */
function isBuilt(sources) {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8") === sources;
}

/**
 * Changes when a path or the content of any source changes; tests are not part of the build.
 * @param {string} folder
 * @returns {string}
 */
export function sourcesHash(folder) {
  const hash = createHash("sha256");
  const configuration = readdirSync(folder).filter((name) => consoleConfiguration.test(name));
  const sources = consoleSources.flatMap((name) => filesBelow(folder, name));
  for (const path of [...configuration, ...sources].sort()) {
    const content = readFileSync(join(folder, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {string} base
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(base, path) {
  if (!existsSync(join(base, path))) return [];
  return readdirSync(join(base, path), { withFileTypes: true }).flatMap((entry) => {
    const below = `${path}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(base, below);
    return entry.isFile() && !/\.test\.tsx?$/.test(entry.name) ? [below] : [];
  });
}
