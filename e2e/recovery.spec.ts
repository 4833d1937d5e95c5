import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "playwright/test";
import { get, post, signIn } from "./support/console";
import { type Line, openLine } from "./support/line";

/** A page that stays open over a cut, a restart or a sleep has no gap in its numbers, and nobody had to reload it. */

const PHONES = 20;
const RATE = 20;
const RECOVERY_MS = 30_000;

/** Phones that attest by themselves; resolves with how many attempts were answered, enrolments among them. */
async function runPhones(app: string, seconds: number): Promise<number> {
  const options = ["--app", app, "--instances", String(PHONES), "--rate", String(RATE), "--seconds", String(seconds)];
  const child = spawn(process.execPath, ["scripts/run.mjs", "fleet", ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
  const [code] = await once(child, "close");
  expect(code, output).toBe(0);
  return Number(/attestations (\d+) answered/.exec(output)?.[1]) + PHONES;
}

/** The programs that the launcher keeps running, as it wrote them down. */
function pidOf(program: string): number {
  const { ATTESTRY_DATA_DIR: dataDir = "" } = process.env;
  const programs: { name: string; pid: number }[] = JSON.parse(readFileSync(join(dataDir, "programs.json"), "utf8"));
  const found = programs.find(({ name }) => name === program);
  if (found === undefined) throw new Error(`the launcher runs no ${program}`);
  return found.pid;
}

/** An app of its own with a build that phones attest for. */
async function registerApp(page: Page): Promise<string> {
  const appId = `com.example.recovery${Date.now()}`;
  const { id } = await post<{ id: number }>(page, "/api/apps", { platform: "android", appId, name: "Recovery" });
  const build = { versionName: "1.0.0", versionCode: 1, signerDigests: ["ab".repeat(32)], expiresAt: null };
  await post(page, `/api/apps/${id}/builds`, build);
  return appId;
}

const queryOf = (app: string) => `test=1&range=15m&app=${app}`;

async function recorded(page: Page, app: string): Promise<number> {
  const { bins } = await get<{ bins: { pass: number; fail: number }[] }>(page, `/api/metrics/trend?${queryOf(app)}`);
  return bins.reduce((sum, { pass, fail }) => sum + pass + fail, 0);
}

/** What the table of the chart says of all its minutes together. */
async function shown(page: Page): Promise<number> {
  const rows = await page.getByRole("region", { name: "Attestations, table" }).getByRole("row").all();
  const cells = await Promise.all(rows.slice(1).map((row) => row.getByRole("cell").allTextContents()));
  return cells.flatMap((row) => row.slice(1, 3)).reduce((sum, text) => sum + Number(text.replace(/\D/g, "")), 0);
}

/** The Overview of an app over a line, live, with its numbers as a table; resolves with how many attempts it shows. */
async function openOverview(page: Page, line: Line, app: string): Promise<number> {
  const answered = await runPhones(app, 1);
  await page.goto(`${line.url}/?${queryOf(app)}`);
  await page.getByRole("button", { name: "Table of Attestations" }).click();
  await expect(page.getByText("Live, ", { exact: false })).toBeVisible();
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  await expectNoGap(page, app, answered);
  return answered;
}

/** Waits until the page is live and shows all that was recorded, which is what phones got answers for. */
async function expectNoGap(page: Page, app: string, answered: number): Promise<void> {
  await expect(page.getByText("Live, ", { exact: false })).toBeVisible({ timeout: RECOVERY_MS });
  await expect.poll(() => recorded(page, app), { timeout: 10_000 }).toBe(answered);
  await expect.poll(() => shown(page), { timeout: 10_000 }).toBe(answered);
  expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
}

test("a lost stream: what came in meanwhile is on the page once the line is back", async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  await signIn(page);
  const app = await registerApp(page);
  const line = await openLine(baseURL ?? "");
  try {
    const before = await openOverview(page, line, app);
    line.cut();
    await expect(page.getByText("Stream lost")).toBeVisible();
    const meanwhile = await runPhones(app, 3);
    expect(await shown(page)).toBe(before);
    line.mend();
    await expectNoGap(page, app, before + meanwhile);
  } finally {
    line.close();
  }
});

test("a console killed with -9 under load: the page comes back, and every answered attestation counts once", async ({
  page,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await signIn(page);
  const app = await registerApp(page);
  const line = await openLine(baseURL ?? "");
  try {
    const before = await openOverview(page, line, app);
    const phones = runPhones(app, 8);
    await expect.poll(() => recorded(page, app), { timeout: 30_000 }).toBeGreaterThan(before + PHONES);
    const killed = pidOf("console");
    process.kill(-killed, "SIGKILL");
    await expect(page.getByText("Stream lost")).toBeVisible();
    await expectNoGap(page, app, before + (await phones));
    expect(pidOf("console")).not.toBe(killed);
  } finally {
    line.close();
  }
});

test("a sleeping laptop: awake on dead connections, the page finds out and catches up", async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  await signIn(page);
  const app = await registerApp(page);
  const line = await openLine(baseURL ?? "");
  try {
    const before = await openOverview(page, line, app);
    const browser = await page.context().newCDPSession(page);
    await browser.send("Page.setWebLifecycleState", { state: "frozen" });
    line.goDead();
    const meanwhile = await runPhones(app, 8);
    await browser.send("Page.setWebLifecycleState", { state: "active" });
    await expectNoGap(page, app, before + meanwhile);
  } finally {
    line.close();
  }
});
