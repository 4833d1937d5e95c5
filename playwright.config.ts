import { defineConfig } from "playwright/test";

/** Set by `npm run e2e`, which starts the system these tests run against; see scripts/test-system.mjs. */
function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run the end-to-end tests with npm run e2e`);
  return value;
}

const LONG = ["alerts.spec.ts", "secrets-admin.spec.ts"];
const ALONE = ["first-run.spec.ts", "sign-in.spec.ts", "kill-console.spec.ts"];

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  // One system, three browsers at a time, as many wait for the clock: each journey works on an app of its own.
  workers: 3,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  projects: [
    // It wants an empty console, and leaves one with something on every page.
    { name: "first run", testMatch: "first-run.spec.ts" },
    // What waits for minutes to turn comes first, and the others go on beside it.
    { name: "long journeys", testMatch: LONG, dependencies: ["first run"] },
    { name: "journeys", testIgnore: [...LONG, ...ALONE], dependencies: ["first run"] },
    // Locking accounts out, and killing the console, would hit whoever works beside it.
    { name: "sign-in", testMatch: "sign-in.spec.ts", dependencies: ["long journeys", "journeys"] },
    { name: "kill", testMatch: "kill-console.spec.ts", dependencies: ["sign-in"] },
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
