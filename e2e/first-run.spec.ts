import { expect, type Page, test } from "playwright/test";
import { get, settled, signIn } from "./support/console";
import { buildTestPackage } from "./support/test-package";

/** The main job: from an empty console to live rejections, and a policy change that moves them within seconds. */

const TEST_TRAFFIC = "test=1&range=15m";
const EMULATORS = `/attestations?${TEST_TRAFFIC}&reason=emulator&outcome=fail`;

/** Passed and rejected attestations of simulated phones so far. */
async function counted(page: Page): Promise<{ pass: number; fail: number }> {
  const { bins } = await get<{ bins: { pass: number; fail: number }[] }>(page, `/api/metrics/trend?${TEST_TRAFFIC}`);
  return bins.reduce((sum, bin) => ({ pass: sum.pass + bin.pass, fail: sum.fail + bin.fail }), { pass: 0, fail: 0 });
}

async function registerByUpload(page: Page): Promise<void> {
  await page.getByLabel("App package").setInputFiles(buildTestPackage("com.example.journey", "7.18.0"));
  await expect(page.getByText(/^Registered from com\.example\.journey/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("7.18.0 (7180)", { exact: true })).toBeVisible();
  await page.getByLabel("Name").fill("Journey Pay");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByText("Named Journey Pay.")).toBeVisible();
}

async function protectApi(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Protect an API" }).click();
  await page.getByRole("textbox", { name: "Domain" }).fill("not a domain");
  await page.getByRole("button", { name: /^Protect/ }).click();
  await expect(page.getByText("A domain is a host name such as api.example.com.")).toBeVisible();
  await page.getByRole("textbox", { name: "Domain" }).fill("api.journey.example");
  await page.getByRole("button", { name: "Protect api.journey.example" }).click();
  await expect(page.getByText("Copy the secret of api.journey.example now")).toBeVisible();
  await expect(page.getByRole("region", { name: "Base64url" })).toHaveText(/^[A-Za-z0-9_-]{86}$/);
  await page.getByRole("link", { name: "It is stored" }).click();
  await expect(page.getByText("One app gets tokens for api.journey.example.")).toBeVisible();
}

async function rejectEmulators(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Open the policy" }).click();
  await page.getByRole("radiogroup", { name: "Action on emulator" }).getByRole("radio", { name: "reject" }).click();
  await page.getByLabel("Why").fill("Emulators call the API at night");
  await page.getByRole("button", { name: "Write version 2" }).click();
  await page.getByRole("button", { name: "Activate version 2" }).click();
  await expect(page.getByRole("heading", { name: "Version 2 is in force" })).toBeVisible();
}

test("a newcomer registers an app, starts phones, watches them arrive, and rejects emulators", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page);
  await page.goto("/");

  await page.getByRole("link", { name: "Receive a first attestation" }).click();
  await expect(page.getByText("Two of six done.", { exact: false })).toBeVisible();
  await registerByUpload(page);

  await expect(page.getByText("Listening since", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Start 20 phones here" }).click();
  await expect(page.getByRole("link", { name: "Open every check" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Four of six done.", { exact: false })).toBeVisible();
  await expect(page.getByText("20 phones run here.")).toBeVisible();

  // The rooted and the repackaged phone are rejected by the policy that a new app starts with; the others pass.
  await expect.poll(async () => (await counted(page)).fail, { timeout: 60_000 }).toBeGreaterThan(0);
  expect((await counted(page)).pass).toBeGreaterThan(0);
  await page.goto(`/attestations?${TEST_TRAFFIC}`);
  const rows = page.getByRole("region", { name: "Attestations" }).getByRole("row");
  await expect(rows.filter({ hasText: "passed" }).first()).toBeVisible();
  await page.goto(`/rejections?${TEST_TRAFFIC}`);
  await expect(page.getByRole("main").getByText("root").first()).toBeVisible({ timeout: 30_000 });

  // The emulator is only annotated so far.
  await page.goto(EMULATORS);
  await settled(page);
  await expect(rows).toHaveCount(0);

  await page.goto("/get-started");
  await protectApi(page);
  await page.goto("/get-started");
  await expect(page.getByText("Five of six done.", { exact: false })).toBeVisible();
  await rejectEmulators(page);

  await page.goto(EMULATORS);
  const rejected = page.getByRole("row").filter({ hasText: "emulator" }).first();
  await expect(rejected).toBeVisible({ timeout: 60_000 });
  await rejected.getByRole("link").last().click();
  await expect(page.getByRole("heading", { name: /^Rejected.*emulator/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Checks, in order" })).toBeVisible();

  await page.goto("/get-started");
  await expect(page.getByText("All six done.", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Stop them" }).click();
  await expect(page.getByText("20 phones were stopped.")).toBeVisible({ timeout: 30_000 });
});
