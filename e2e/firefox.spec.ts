import { expect, test } from "playwright/test";
import { type Browser, launch, type Page } from "puppeteer-core";
import { adminCredentials } from "./support/console";
import { ensureSampleHistory } from "./support/sample-history";

/**
 * A shorter walk of the three stories in a stock Firefox, over WebDriver BiDi: what analyst.spec.ts tells in Chromium
 * does not hang on one browser.
 */

const { ATTESTRY_FIREFOX: firefox = "" } = process.env;
const PATIENCE_MS = 20_000;

/** In one browser, which is slow to start. */
test.describe.configure({ mode: "default" });

test.skip(firefox === "", "there is no Firefox here: install firefox-esr, or set ATTESTRY_FIREFOX to the path of one");

let browser: Browser;
let page: Page;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  await ensureSampleHistory();
  browser = await launch({ browser: "firefox", executablePath: firefox });
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.setViewport({ width: 1280, height: 900 });
  const { email, password } = adminCredentials();
  await open("/sign-in");
  await labelled("textbox", "E-mail address").fill(email);
  await page.locator("input[type=password]").fill(password);
  await labelled("button", "Sign in").click();
  await at(/\/$/);
});
test.afterAll(() => browser?.close());

async function open(path: string): Promise<void> {
  await page.goto(new URL(path, process.env.ATTESTRY_CONSOLE_URL).href, { waitUntil: "domcontentloaded" });
}

const labelled = (role: string, name: string) => page.locator(`::-p-aria([name="${name}"][role="${role}"])`);

/** Waits until the address is one like this. */
async function at(address: RegExp): Promise<void> {
  await expect.poll(() => page.url(), { timeout: PATIENCE_MS }).toMatch(address);
}

/** Waits for the heading that starts like this. */
async function heading(start: string): Promise<void> {
  await page.locator(`::-p-xpath(//h2[starts-with(normalize-space(), "${start}")])`).wait();
}

/** A link or button in a row that says all of these. */
function inRow(texts: readonly string[], what: string) {
  const says = texts.map((text) => `contains(., "${text}")`).join(" and ");
  return page.locator(`::-p-xpath(//main//tr[${says}]//${what})`);
}

test("Firefox: the Frida campaign, and who is affected", async () => {
  await open("/?range=1h");
  await inRow(["hook-framework"], 'a[contains(., "hook-framework")]').click();
  await at(/\/rejections\?.*reason=hook-framework/);
  await inRow(["Country", "Brazil"], 'a[contains(., "Instances")]').click();
  await at(/\/instances\?.*country=BR/);
  await inRow(["hook-framework", "Brazil"], "a").click();
  await heading("Rejected: hook-framework");
});

test("Firefox: the SDK version that explains the other rise", async () => {
  await open("/rejections?range=24h&reason=app-cloned");
  await inRow(["SDK version", "4.2.0"], 'button[contains(., "4.2.0")]').click();
  await at(/sdk=4\.2\.0/);
  await page.locator('::-p-xpath(//section[contains(., "Rejected attestations")]//tr[2]//a)').click();
  await heading("Rejected: app-cloned");
});

test("Firefox: one user's ARC, from Ctrl-K", async () => {
  await open("/attestations?range=24h&outcome=fail&reason=hook-framework");
  const link = await inRow(["hook-framework"], "a[contains(@href, '/attestations/')]").waitHandle();
  const path = await link.evaluate((one) => new URL(one.getAttribute("href") ?? "", location.href).pathname);
  const { arc } = await page.evaluate(
    async (url) => await (await fetch(url)).json(),
    `/api/events/${path.split("/")[2]}`,
  );
  await open("/");
  await page.locator('[aria-keyshortcuts="Control+K"]').wait();
  await page.keyboard.down("Control");
  await page.keyboard.press("k");
  await page.keyboard.up("Control");
  await page.locator("[role=combobox]").fill(arc);
  await page.locator(`::-p-xpath(//*[@role="option"][contains(., "${arc}")])`).wait();
  await page.keyboard.press("Enter");
  await at(new RegExp(`${path}$`));
  await heading("Rejected: hook-framework");
});
