import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, type Page } from "playwright/test";
import { get, post, signIn } from "./console";
import { type Line, openLine } from "./line";

export const PHONES = 20;
const RATE = 20;
const RECOVERY_MS = 30_000;

/** Phones that attest by themselves; resolves with how many attempts were answered, enrolments among them. */
export async function runPhones(app: string, seconds: number): Promise<number> {
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

/** An app of its own with a build that phones attest for. */
async function registerApp(page: Page): Promise<string> {
  const appId = `com.example.recovery${Date.now()}`;
  const { id } = await post<{ id: number }>(page, "/api/apps", { platform: "android", appId, name: "Recovery" });
  const build = { versionName: "1.0.0", versionCode: 1, signerDigests: ["ab".repeat(32)], expiresAt: null };
  await post(page, `/api/apps/${id}/builds`, build);
  return appId;
}

const queryOf = (app: string) => `test=1&range=15m&app=${app}`;

export async function recorded(page: Page, app: string): Promise<number> {
  const { bins } = await get<{ bins: { pass: number; fail: number }[] }>(page, `/api/metrics/trend?${queryOf(app)}`);
  return bins.reduce((sum, { pass, fail }) => sum + pass + fail, 0);
}

/** What the table of the chart says of all its minutes together. */
export async function shown(page: Page): Promise<number> {
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
export async function expectNoGap(page: Page, app: string, answered: number): Promise<void> {
  await expect(page.getByText("Live, ", { exact: false })).toBeVisible({ timeout: RECOVERY_MS });
  await expect.poll(() => recorded(page, app), { timeout: 10_000 }).toBe(answered);
  await expect.poll(() => shown(page), { timeout: 10_000 }).toBe(answered);
  expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
}

/** What a journey over a line of its own goes on with. */
export interface Watched {
  readonly app: string;
  readonly line: Line;
  /** Attempts that the page shows to begin with. */
  readonly before: number;
}

/** Signs in, shows the Overview of an app of its own over a line of its own, and hands over. */
export async function watching(
  page: Page,
  consoleUrl: string | undefined,
  journey: (watched: Watched) => Promise<void>,
) {
  await signIn(page);
  const app = await registerApp(page);
  const line = await openLine(consoleUrl ?? "");
  try {
    await journey({ app, line, before: await openOverview(page, line, app) });
  } finally {
    line.close();
  }
}
