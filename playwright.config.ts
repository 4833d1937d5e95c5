import { defineConfig } from "playwright/test";

/** Set by `npm run e2e`, which starts the system these tests run against; see scripts/test-system.mjs. */
function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run the end-to-end tests with npm run e2e`);
  return value;
}

const LONG = ["alerts.spec.ts", "sample-history.spec.ts", "secrets-admin.spec.ts"];
const ON_SAMPLE = ["analyst.spec.ts", "firefox.spec.ts", "sample-policy.spec.ts"];
const APART = ["first-run.spec.ts", "sign-in.spec.ts", "kill-console.spec.ts"];

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  // One system, three browsers at a time, as many wait for the clock: each journey works on an app of its own.
  workers: 3,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  projects: [
    // It wants an empty console, and leaves one with something on every page.
    { name: "first run", testMatch: "first-run.spec.ts" },
    // Beside it: it registers nothing, and its guesses, which lock out its own people only, are over before others come.
    { name: "sign-in", testMatch: "sign-in.spec.ts" },
    // What waits for the clock comes first, and the others go on beside it.
    { name: "long journeys", testMatch: LONG, dependencies: ["first run"] },
    { name: "journeys", testIgnore: [...LONG, ...ON_SAMPLE, ...APART], dependencies: ["first run"] },
    // Last, so that nobody waits for the history that one of the long journeys writes.
    { name: "sample history", testMatch: ON_SAMPLE, dependencies: ["first run"] },
    // Killing the console would hit whoever works beside it.
    {
      name: "kill",
      testMatch: "kill-console.spec.ts",
      dependencies: ["sign-in", "long journeys", "journeys", "sample history"],
    },
  ],
  use: {
    baseURL: required("ATTESTRY_CONSOLE_URL"),
    // A trace photographs the page at every step, which costs more than most of the steps.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: required("ATTESTRY_CHROMIUM"),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
