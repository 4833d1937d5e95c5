/** The steps of `npm test`: each runs one tool with what it needs around it, and counts. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureConsoleBuilt } from "./build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureFirefox } from "./firefox.mjs";
import { startThrowawayPostgres } from "./postgres.mjs";
import { root } from "./run.mjs";
import { countPlaywright, countVitest, withFailure } from "./test-counts.mjs";
import { startTestSystem } from "./test-system.mjs";

/**
 * @typedef {{ args: string[], progress: import("./progress.mjs").Progress, signal: AbortSignal }} StepOptions
 * @typedef {import("./test-counts.mjs").Counts} Counts
 */

/** Fast first. @satisfies {Record<string, (options: StepOptions) => Promise<Counts>>} */
export const testSteps = { check: runCheck, unit: runUnit, integration: runIntegration, e2e: runEndToEnd };

export const stepNames = /** @type {const} */ (["check", "unit", "integration", "e2e"]);

/**
 * @param {StepOptions} options
 * @returns {Promise<Counts>}
 */
async function runCheck({ args, signal }) {
  const code = await runNode([join(root, "scripts/check.mjs"), ...args], process.env, signal);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** @param {StepOptions} options */
function runUnit({ args, signal }) {
  return runVitest("unit", args, {}, signal);
}

/** @param {StepOptions} options */
async function runIntegration({ args, progress, signal }) {
  const postgres = await startThrowawayPostgres((line) => progress.line(`Postgres: ${line}`));
  try {
    const env = { DATABASE_URL: postgres.url, ATTESTRY_TEST_DATABASE_URL: postgres.url };
    return await runVitest("integration", args, env, signal);
  } finally {
    await postgres.stop();
  }
}

/** @param {StepOptions} options */
async function runEndToEnd({ args, progress, signal }) {
  const chromium = await ensureChromium({ progress, signal });
  const firefox = await ensureFirefox({ progress, signal });
  progress.line(`browsers: ${chromium}, ${firefox ?? "and no Firefox, whose walk is skipped"}`);
  await ensureConsoleBuilt({ progress, signal });
  const system = await startTestSystem({ progress, signal });
  try {
    return await withReport(async (report) => {
      const cli = join(root, "node_modules/playwright/cli.js");
      const env = {
        ...system.env,
        ATTESTRY_CHROMIUM: chromium,
        ATTESTRY_FIREFOX: firefox ?? "",
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      };
      const code = await runNode([cli, "test", "--reporter=list,json", ...args], env, signal);
      return withFailure(code === 0, countPlaywright(readReport(report)));
    });
  } finally {
    await system.stop();
  }
}

/**
 * Gets the browsers and builds the console beside another step. Whatever fails here is tried again, and told,
 * by the end-to-end step, which can't do without.
 * @param {Omit<StepOptions, "args">} options
 */
export async function prepareEndToEnd({ progress, signal }) {
  // One line at the end of each part: another tool has the terminal.
  const quiet = { line: progress.line, step: stepOf(progress.line) };
  try {
    await ensureChromium({ progress: quiet, signal });
    await ensureFirefox({ progress: quiet, signal });
    await ensureConsoleBuilt({ progress: quiet, signal });
  } catch {
    return;
  }
}

/**
 * @param {(text: string) => void} line
 * @returns {import("./progress.mjs").Progress["step"]}
 */
function stepOf(line) {
  return async (title, work) => {
    const startedAt = performance.now();
    const result = await work();
    line(`${title}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s, beside the tests`);
    return result;
  };
}

/**
 * @param {"unit" | "integration"} project
 * @param {string[]} args
 * @param {Record<string, string>} additions to the environment
 * @param {AbortSignal} signal
 */
function runVitest(project, args, additions, signal) {
  return withReport(async (report) => {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    // A database of the operator's is never a test's.
    const { DATABASE_URL: _, ...inherited } = process.env;
    const env = { ...inherited, ...additions, NODE_ENV: /** @type {const} */ ("test") };
    const code = await runNode([vitest, "run", "--project", project, ...reporters, ...args], env, signal);
    return withFailure(code === 0, countVitest(readReport(report)));
  });
}

/**
 * Runs a tool on this terminal.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 * @returns {Promise<number>} its exit code
 */
function runNode(args, env, signal) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: "inherit" });
    const stop = () => void child.kill("SIGTERM");
    signal.addEventListener("abort", stop, { once: true });
    child.once("error", reject).once("exit", (code) => {
      signal.removeEventListener("abort", stop);
      resolve(code ?? 1);
    });
  });
}

/**
 * @template T
 * @param {(report: string) => Promise<T>} work given the path its tool is to write its report to
 * @returns {Promise<T>}
 */
async function withReport(work) {
  const folder = mkdtempSync(join(tmpdir(), "attestry-report-"));
  try {
    return await work(join(folder, "report.json"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} report */
function readReport(report) {
  if (!existsSync(report)) throw new Error("the test runner ended without a report");
  return JSON.parse(readFileSync(report, "utf8"));
}
