/**
 * Photographs the pages on the sample history, into docs/screenshots: light and dark, wide and narrow.
 *
 *   node scripts/photograph.mjs
 *
 * Files are small where pngquant is installed.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright";
import { ensureConsoleBuilt } from "./build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { stopRequests } from "./interrupt.mjs";
import { createProgress } from "./progress.mjs";
import { root } from "./run.mjs";
import { startTestSystem } from "./test-system.mjs";

const folder = join(root, "docs/screenshots");
const ATTESTATIONS = 1_000_000;
const HISTORY = ["--backfill", "90d", "--attestations", String(ATTESTATIONS), "--raw", "60000"];
/** The app that the history is of (fleet/backfill/story.ts). */
const SAMPLE_APP = "com.example.meridian";
const WIDTHS = { wide: 1440, phone: 390 };
/** Phones that ask for a secret, attestations a second, and how long after a rotation it is photographed: half have it. */
const PHONES = { instances: 300, rate: 1.5, rotatedMs: 140_000 };
/** Fonts, charts and streams come after the first paint. */
const SETTLE_MS = 2500;

const progress = createProgress(process.stdout);
const signal = stopRequests({ onFirst: () => progress.line("stopping"), onSecond: () => process.exit(130) });
const executablePath = await ensureChromium({ progress, signal });
await ensureConsoleBuilt({ progress, signal });
const receiver = createServer((_, res) => res.writeHead(204).end()).listen(0, "127.0.0.1");
const system = await startTestSystem({ progress, signal });
/** @type {import("node:child_process").ChildProcess | undefined} */
let phones;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const page = await signIn();
  await addChannel(page);
  await progress.step("writing the sample history", async () => {
    execFileSync(process.execPath, [join(root, "scripts/run.mjs"), "fleet", ...HISTORY], { env: system.env });
  });
  await progress.step("waiting for its sums", () => summedUp(page));
  const secret = await keepSecret(page);
  const paths = await pages(page);
  await draftPolicy(page, paths.policy ?? "");
  await photographAll(page, paths);
  await rotate(page, secret);
  await photographAll(page, { secret: `${secret}?test=1` });
  await photographWide(page, paths.overview ?? "");
} finally {
  phones?.kill("SIGTERM");
  await browser.close();
  await system.stop();
  receiver.close();
}

async function signIn() {
  const context = await browser.newContext({ baseURL: system.env.ATTESTRY_CONSOLE_URL ?? "", locale: "en-GB" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(system.env.ATTESTRY_ADMIN_EMAIL ?? "");
  await page.getByLabel("Password", { exact: true }).fill(system.env.ATTESTRY_ADMIN_PASSWORD ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("/");
  return page;
}

/**
 * @param {import("playwright").Page} page
 * @param {string} path
 * @param {unknown} data
 */
async function post(page, path, data) {
  const answer = await page.request.post(path, { data, headers: { origin: new URL(page.url()).origin } });
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
  return answer.json();
}

/**
 * A receiver; the history brings rules that fire.
 * @param {import("playwright").Page} page
 */
async function addChannel(page) {
  const address = receiver.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  await post(page, "/api/alert-channels", {
    name: "security on call",
    settings: { kind: "webhook", url: `http://127.0.0.1:${port}/hooks/attestry` },
  });
}

/**
 * A secret, sealed in this browser, of an app whose phones run until the end. Returns the path of its page.
 * @param {import("playwright").Page} page
 */
async function keepSecret(page) {
  const app = { platform: "android", appId: "com.meridian.maps", name: "Meridian Maps" };
  const { id } = await post(page, "/api/apps", app);
  const build = { versionName: "7.18.0", versionCode: 7180, signerDigests: ["ab".repeat(32)] };
  await post(page, `/api/apps/${id}/builds`, build);
  await page.goto("/secrets/new");
  await page.getByLabel("Name", { exact: true }).fill("maps-api-key");
  await page.getByLabel("Value").fill("a key that no maps service knows");
  await page.getByText(/Sealed in this browser/).waitFor();
  await page.getByRole("checkbox", { name: app.name }).check();
  await page.getByLabel("Sent to").fill("tiles.mapworks.example");
  await page.getByRole("button", { name: "Keep maps-api-key" }).click();
  await page.waitForURL(/\/secrets\/\d+$/);
  const { instances, rate } = PHONES;
  const options = { app: app.appId, instances, rate, "enrol-rate": 20, seconds: 3600, compromised: 0 };
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  phones = spawn(process.execPath, [join(root, "scripts/run.mjs"), "fleet", ...given], {
    env: system.env,
    stdio: "ignore",
  });
  return new URL(page.url()).pathname;
}

/**
 * Rotates once the phones hold what there was, and waits until most hold what is new.
 * @param {import("playwright").Page} page
 * @param {string} path
 */
async function rotate(page, path) {
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: WIDTHS.wide, height: 900 });
  await page.goto(`${path}?test=1`);
  await page.getByText(/Version 1 is on (100|9\d)/).waitFor({ timeout: 300_000 });
  await page.getByLabel("New value").fill("another key that no maps service knows");
  await page.getByLabel("Note").fill("The old key showed up in a forum");
  await page.getByRole("button", { name: "Rotate to version 2 now" }).click();
  await progress.step("letting the phones pick it up", () => sleep(PHONES.rotatedMs, undefined, { signal }));
}

/**
 * Leaves a draft in this browser: what it would hit is on the policy's page.
 * @param {import("playwright").Page} page
 * @param {string} path
 */
async function draftPolicy(page, path) {
  await page.setViewportSize({ width: WIDTHS.wide, height: 900 });
  await page.goto(path);
  await page
    .getByRole("radiogroup", { name: "Action on outdated-patch" })
    .getByRole("radio", { name: "reject" })
    .click();
  await page.getByRole("table", { name: "By Model" }).waitFor();
}

/**
 * Waits until the data plane has summed up what was written: it may be at it beside the writer.
 * @param {import("playwright").Page} page
 */
async function summedUp(page) {
  for (;;) {
    const { bins } = await (await page.request.get("/api/metrics/trend?range=90d")).json();
    const all = bins.reduce((/** @type {number} */ sum, /** @type {{ pass: number }} */ bin) => sum + bin.pass, 0);
    if (all > ATTESTATIONS * 0.9) return;
    signal.throwIfAborted();
    await sleep(1000);
  }
}

/**
 * What to photograph, by the name of its file.
 * @param {import("playwright").Page} page
 * @returns {Promise<Record<string, string>>}
 */
async function pages(page) {
  const read = async (/** @type {string} */ path) => (await page.request.get(path)).json();
  const { events } = await read("/api/events?range=24h&outcome=fail&reason=hook-framework&limit=1");
  const { rules } = await read("/api/alert-rules");
  const { apps } = await read("/api/apps");
  const android = apps.find(
    (/** @type {{ platform: string, appId: string }} */ app) => app.platform === "android" && app.appId === SAMPLE_APP,
  );
  return {
    overview: "/?range=24h",
    rejections: "/rejections?range=24h",
    attestations: "/attestations?range=24h",
    attestation: `/attestations/${events[0].id}`,
    instances: "/instances?range=24h",
    instance: `/instances/${events[0].instanceId}`,
    alerts: "/alerts",
    "alert-rule": `/alerts/${rules[0].id}`,
    "alert-channels": "/alerts/channels",
    policies: "/policies",
    policy: `/policies/${android.id}`,
    secrets: "/secrets",
    apps: "/apps",
    app: `/apps/${android.id}`,
    audit: "/audit",
    people: "/settings/people",
    search: `/?range=24h#${events[0].arc}`,
  };
}

/**
 * @param {import("playwright").Page} page
 * @param {Record<string, string>} paths
 */
async function photographAll(page, paths) {
  for (const [name, path] of Object.entries(paths)) {
    for (const [width, pixels] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width: pixels, height: width === "wide" ? 900 : 844 });
      await page.goto(path.replace(/#.*/, ""));
      if (path.includes("#")) await search(page, path.replace(/.*#/, ""));
      await sleep(SETTLE_MS);
      for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
        await page.emulateMedia({ colorScheme });
        await sleep(200);
        await photograph(page, `${name}-${width === "wide" ? "" : `${pixels}-`}${colorScheme}`, !path.includes("#"));
      }
    }
  }
}

/**
 * @param {import("playwright").Page} page
 * @param {string} overview
 */
async function photographWide(page, overview) {
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 2560, height: 1440 });
  await page.goto(overview);
  await sleep(SETTLE_MS);
  await photograph(page, "overview-2560-light", true);
}

/**
 * @param {import("playwright").Page} page
 * @param {string} typed
 */
async function search(page, typed) {
  await page.getByRole("button", { name: /^Search/ }).click();
  await page.getByRole("combobox").fill(typed);
}

/**
 * @param {import("playwright").Page} page
 * @param {string} name
 * @param {boolean} fullPage
 */
async function photograph(page, name, fullPage) {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage });
  spawnSync("pngquant", ["--force", "--strip", "--speed", "1", "--output", path, "64", path]);
  progress.line(name);
}
