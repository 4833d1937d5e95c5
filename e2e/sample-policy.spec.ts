import { expect, type Locator, type Page, test } from "playwright/test";
import { addPerson, get, openAs, settled, signIn } from "./support/console";
import { ensureSampleHistory } from "./support/sample-history";

/** The product owner's question on months of history: who is hit if emulators and outdated patches are refused? */

const SAMPLE_APP = "com.example.meridian";
/** Honest phones with old patches: fleet/backfill/story.ts. */
const HONEST = "Galaxy A14";

test.beforeAll(async () => {
  test.setTimeout(300_000);
  await ensureSampleHistory();
});

interface App {
  readonly id: number;
  readonly appId: string;
  readonly platform: string;
  readonly activePolicyVersion: number | null;
}

async function sampleApp(page: Page): Promise<App> {
  const { apps } = await get<{ apps: App[] }>(page, "/api/apps");
  const app = apps.find(({ appId, platform }) => appId === SAMPLE_APP && platform === "android");
  if (app === undefined) throw new Error("the sample app is not registered");
  return app;
}

async function figure(page: Page, name: string): Promise<number> {
  const text = await page.getByRole("region", { name, exact: true }).locator("p").first().textContent();
  return Number((text ?? "").replace(/\D/g, ""));
}

/** What would reject more than 1 % of the live instances asks for the app's id first; how many it is turns on the sample. */
async function actOn(scope: Page | Locator, button: string): Promise<void> {
  const act = scope.getByRole("button", { name: button });
  const asked = scope.getByLabel(`Type ${SAMPLE_APP} to confirm`);
  await expect(async () => {
    if (await asked.isVisible()) await asked.fill(SAMPLE_APP);
    await act.click({ timeout: 1000 });
  }).toPass({ timeout: 20_000 });
}

test("a product owner sees on the sample history that one honest model would be hit, and spares it", async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  await signIn(page);
  const { id, activePolicyVersion: before } = await sampleApp(page);
  const owner = await openAs(browser, await addPerson(page, "sample-owner", "policy-owner"));
  await owner.goto(`/policies/${id}`);

  const action = (signal: string) => owner.getByRole("radiogroup", { name: `Action on ${signal}` });
  await expect(action("emulator").getByRole("radio", { name: "reject" })).toBeChecked();
  await action("outdated-patch").getByRole("radio", { name: "reject" }).click();
  const models = owner.getByRole("table", { name: "By Model" });
  await expect(models.getByRole("row").filter({ hasText: HONEST })).toBeVisible({ timeout: 20_000 });
  const hit = await figure(owner, "Newly rejected");
  expect(hit).toBeGreaterThan(0);

  await owner
    .getByRole("button", { name: `Except ${HONEST}` })
    .first()
    .click();
  await expect(models.getByRole("row").filter({ hasText: HONEST })).toHaveCount(0);
  await expect.poll(() => figure(owner, "Newly rejected")).toBeLessThan(hit);

  await owner.getByLabel("Why").fill("No outdated patches; the A14 waits for its update");
  const write = owner.getByRole("button", { name: /^Write version \d+$/ });
  const version = Number((await write.textContent())?.replace(/\D/g, ""));
  await write.click();
  await owner.getByRole("button", { name: "5 %", exact: true }).click();
  await actOn(owner, `Activate ${version} for 5 %`);
  await expect(owner.getByRole("heading", { name: `Version ${version} is in force for 5 %` })).toBeVisible();
  await owner.getByRole("button", { name: `Put version ${version} in force for all` }).click();
  await actOn(owner.getByRole("dialog"), `Activate version ${version}`);
  await expect(owner.getByRole("heading", { name: `Version ${version} is in force`, exact: true })).toBeVisible();
  expect((await sampleApp(page)).activePolicyVersion).toBe(version);

  await owner.getByRole("button", { name: `Roll back to ${before}` }).click();
  await owner.getByRole("dialog").getByLabel("Reason").fill("back to what was");
  await actOn(owner.getByRole("dialog"), `Roll back to version ${before}`);
  await expect(owner.getByRole("heading", { name: `Version ${before} is in force`, exact: true })).toBeVisible();
  expect((await sampleApp(page)).activePolicyVersion).toBe(before);
});

test("the policy of an app with a history shows its whole name at 1440 px, and scrolls sideways at no width", async ({
  page,
}) => {
  await signIn(page);
  const { id } = await sampleApp(page);
  for (const width of [1440, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`/policies/${id}`);
    await expect(page.getByRole("heading", { name: "Signals", exact: true })).toBeVisible();
    await settled(page);
    const cut = (locator: Locator) => locator.evaluate((one) => one.scrollWidth - one.clientWidth);
    if (width === 1440) expect(await cut(page.getByRole("heading", { level: 1 }))).toBeLessThanOrEqual(0);
    expect(await cut(page.locator("html")), `at ${width} px`).toBeLessThanOrEqual(0);
  }
});
