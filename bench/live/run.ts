/**
 * From the answered attestation to the number on the screen: `npm start` runs the system, a real Chromium shows the
 * Overview, 50 browsers hold their streams open, and 500 attestations a second arrive.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { type ClientRequest, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import { ensureChromium } from "../../scripts/chromium.mjs";
import { createProgress } from "../../scripts/progress.mjs";
import { attestOnce, closedLoop, type EnrolledDevice, enrolDevice, openLoop, SELF } from "../attestation/load";
import { note, percentile, print } from "../report";
import { type System, startSystem } from "../system";
import { watchRejected } from "./watch-rejected";

const STREAMS = 50;
const RATE = 500;
const SECONDS = 30;
const DEVICES = 400;
/** Rejected attestations, one at a time: each moves the figure that the browser is watched for. */
const PROBES = 25;

export async function benchLive(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "attestry-bench-"));
  const system = await startSystem(dataDir, 18_493, 18_494);
  const browser = await chromium.launch({
    executablePath: await ensureChromium({
      progress: createProgress(process.stderr),
      signal: new AbortController().signal,
    }),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const streams: ClientRequest[] = [];
  try {
    const page = await openOverview(browser, system);
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    for (let opened = 0; opened < STREAMS; opened++) streams.push(await openStream(system.consoleUrl, cookie));
    const devices = await closedLoop(
      Array.from({ length: DEVICES }, (_, index) => index),
      16,
      () => enrolDevice(system.dataplaneUrl),
    );
    await measure(page, system, devices);
  } finally {
    for (const stream of streams) stream.destroy();
    await browser.close();
    await system.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(page: Page, system: System, devices: readonly EnrolledDevice[]): Promise<void> {
  const shown = await watchRejected(page);
  const load = Array.from({ length: RATE * SECONDS }, (_, index) => devices[index % devices.length] ?? fail());
  const running = openLoop(load, RATE, (device) => attestOnce(system.dataplaneUrl, device));
  await pause(3000);
  const answeredAt: number[] = [];
  for (let probe = 0; probe < PROBES; probe++) {
    await attestOnce(system.dataplaneUrl, devices[probe] ?? fail(), { signals: ["root"] });
    answeredAt.push(Date.now());
    await pause(((SECONDS - 6) * 1000) / PROBES);
  }
  const attested = (await running).length;
  await pause(3000);
  const delays = answeredAt.map((at, index) => (shown.at(index + 1) ?? Number.POSITIVE_INFINITY) - at);
  note(`${attested} attestations at ${RATE} /s, ${STREAMS} streams open, ${PROBES} rejections watched`);
  print({
    name: "attestation answered to number changed, p95",
    ours: Math.max(0, percentile(delays, 0.95)),
    limit: 1000,
    against: "required",
    unit: "ms",
    target: null,
  });
  note(`p50 ${Math.max(0, percentile(delays, 0.5))} ms, slowest ${Math.max(0, percentile(delays, 1))} ms`);
}

/** Signs in, registers the app that the load attests for, and shows the Overview. */
async function openOverview(browser: Browser, { consoleUrl, email, password }: System): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: consoleUrl })).newPage();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${consoleUrl}/`);
  const { id } = await post(page, "/api/apps", { platform: SELF.platform, appId: SELF.app, name: "Bench" });
  await post(page, `/api/apps/${id}/builds`, {
    versionName: "1.0.0",
    versionCode: 1,
    signerDigests: [SELF.signer],
    expiresAt: null,
  });
  await page.goto("/?range=1h");
  return page;
}

async function post(page: Page, path: string, data: unknown): Promise<{ id: number }> {
  const response = await page.request.post(path, { data, headers: { origin: new URL(page.url()).origin } });
  if (!response.ok()) throw new Error(`${path} answered ${response.status()}: ${await response.text()}`);
  return response.json();
}

function openStream(consoleUrl: string, cookie: string): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const request = get(
      `${consoleUrl}/api/stream?range=1h&events=1`,
      { headers: { cookie }, agent: false },
      (answer) => {
        if (answer.statusCode !== 200) return reject(new Error(`the stream answered ${answer.statusCode}`));
        answer.resume();
        resolve(request);
      },
    );
    request.on("error", reject);
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function fail(): never {
  throw new Error("no device is enrolled");
}
