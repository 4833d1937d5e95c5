import { type Browser, expect, type Page, test } from "playwright/test";
import { addPerson, consoleOrigin, get, openAs, post, signIn } from "./support/console";
import { playFleet } from "./support/fleet";

/** Tuning without fear: a draft is previewed on what really came in, excepted, rolled out, and taken back. */

const FLEET = { instances: 300, rate: 90, seconds: 14, compromised: 12 };

interface Setting {
  readonly appId: number;
  readonly name: string;
}

/** An app of its own with a build, and simulated phones that have attested with it. */
async function appWithHistory(page: Page): Promise<Setting> {
  const name = `com.example.owner-${crypto.randomUUID().slice(0, 8)}`;
  const { id } = await post<{ id: number }>(page, "/api/apps", { platform: "android", appId: name, name });
  const build = { versionName: "7.18.0", versionCode: 7180, signerDigests: ["5c".repeat(32)], expiresAt: null };
  await post(page, `/api/apps/${id}/builds`, build);
  await playFleet(name, FLEET);
  return { appId: id, name };
}

async function choose(page: Page, signal: string, action: string): Promise<void> {
  const group = page.getByRole("radiogroup", { name: `Action on ${signal}` });
  await group.getByRole("radio", { name: action }).click();
}

async function figure(page: Page, name: string): Promise<number> {
  const text = await page.getByRole("region", { name, exact: true }).locator("p").first().textContent();
  return Number((text ?? "").replace(/\D/g, ""));
}

test("a product owner previews a draft, makes an exception, rolls it out to 5 %, to all, and back", async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  await signIn(page);
  const { appId, name } = await appWithHistory(page);
  const owner = await openAs(browser, await addPerson(page, "owner", "policy-owner"));
  await owner.goto(`/policies/${appId}?test=1`);

  await choose(owner, "emulator", "reject");
  await owner.getByLabel("Oldest security patch").fill("2024-01");
  const models = owner.getByRole("table", { name: "By Model" });
  const samsung = models.getByRole("row").filter({ hasText: "Galaxy A14" });
  await expect(samsung).toBeVisible({ timeout: 20_000 });
  await expect(owner.getByText("outdated-patch").last()).toBeVisible();
  const before = await figure(owner, "Newly rejected");
  expect(before).toBeGreaterThan(0);

  // An honest model with old patches: an exception in one click, and the preview follows.
  await owner.getByRole("button", { name: "Except Galaxy A14" }).first().click();
  await expect(owner.getByRole("region", { name: "Exceptions" }).getByText("model Galaxy A14").first()).toBeVisible();
  await expect(samsung).toHaveCount(0);
  await expect.poll(() => figure(owner, "Newly rejected")).toBeLessThan(before);

  await owner.getByLabel("Why").fill("Emulators and phones without patches since 2023; the A14 waits for its update");
  await owner.getByRole("button", { name: "Write version 2" }).click();
  await expect(owner.getByRole("heading", { name: "Activate version 2" })).toBeVisible();
  await owner.getByRole("button", { name: "5 %", exact: true }).click();
  await owner.getByRole("button", { name: "Activate 2 for 5 %" }).click();
  await expect(owner.getByRole("heading", { name: "Version 2 is in force for 5 %" })).toBeVisible();

  await owner.getByRole("button", { name: "Change where it stops" }).click();
  await owner.getByLabel("Stop by itself above").fill("many");
  await owner.getByRole("button", { name: "Stop there" }).click();
  await expect(owner.getByText("A percentage such as 4.5, or nothing.")).toBeVisible();
  await owner.getByLabel("Stop by itself above").fill("90");
  await owner.getByLabel("or below").fill("0.5");
  await owner.getByLabel("Attestations needed").fill("500");
  await owner.getByLabel("Reason").fill("a wide band for the night");
  await owner.getByRole("button", { name: "Stop there" }).click();
  await expect(owner.getByText("above 90 % or below 0.5 % rejected, from 500 attestations")).toBeVisible();
  await expect(owner.getByText("a wide band for the night")).toBeVisible();

  await owner.getByRole("button", { name: "Pause" }).click();
  await expect(owner.getByRole("heading", { name: "Version 2 is paused" })).toBeVisible();
  await owner.getByRole("button", { name: "Go on" }).click();
  await owner.getByRole("button", { name: "Put version 2 in force for all" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Activate version 2" }).click();
  await expect(owner.getByRole("heading", { name: "Version 2 is in force", exact: true })).toBeVisible();
  expect(await activeVersion(page, appId)).toBe(2);

  await owner.getByRole("button", { name: "Roll back to 1" }).click();
  await owner.getByRole("dialog").getByLabel("Reason").fill("back to what was");
  await owner.getByRole("dialog").getByRole("button", { name: "Roll back to version 1" }).click();
  await expect(owner.getByRole("heading", { name: "Version 1 is in force", exact: true })).toBeVisible();
  expect(await activeVersion(page, appId)).toBe(1);

  await owner.goto(`/policies/${appId}/compare?from=1&to=2`);
  await expect(owner.getByRole("row", { name: /exceptions none annotate .* on model Galaxy A14/ })).toBeVisible();
  await analystCant(page, browser, { appId, name });
});

async function activeVersion(page: Page, appId: number): Promise<number | null> {
  return (await get<{ activePolicyVersion: number | null }>(page, `/api/apps/${appId}`)).activePolicyVersion;
}

/** An analyst reads all of it, and changes none of it: neither on screen nor through the API. */
async function analystCant(admin: Page, browser: Browser, { appId, name }: Setting): Promise<void> {
  const analyst = await openAs(browser, await addPerson(admin, "analyst", "analyst"));
  await analyst.goto(`/policies/${appId}?test=1`);
  await expect(analyst.getByRole("radiogroup", { name: "Action on emulator" })).toBeVisible();
  for (const act of [/^Write version/, /^Activate/, /^Roll back/, /^Except/, "Add an exception"]) {
    await expect(analyst.getByRole("button", { name: act })).toHaveCount(0);
  }
  const origin = consoleOrigin();
  for (const path of [`/api/apps/${appId}/policies/2/activate`, `/api/apps/${appId}/rollout`]) {
    const data = { version: 2, mode: "enforce", percent: 5, confirm: name };
    expect((await analyst.request.post(path, { data, headers: { origin } })).status(), path).toBe(403);
  }
}

test("a version is watched in the shadow before it judges anybody", async ({ page }) => {
  await signIn(page);
  const appId = `com.example.confirm-${crypto.randomUUID().slice(0, 8)}`;
  const { id } = await post<{ id: number }>(page, "/api/apps", { platform: "android", appId, name: appId });
  await page.goto(`/policies/${id}`);
  await choose(page, "dev-mode", "reject");
  await page.getByLabel("Why").fill("first");
  await page.getByRole("button", { name: "Write version 2" }).click();
  await expect(page.getByText("No live instance was seen in the last 24 h")).toBeVisible();
  await expect(page.getByRole("button", { name: "Activate version 2" })).toBeEnabled();
  await page.getByRole("radio", { name: "Shadow" }).click();
  await page.getByRole("button", { name: "Watch version 2" }).click();
  await expect(page.getByRole("heading", { name: "Version 2 is watched in the shadow" })).toBeVisible();
  await page.getByRole("button", { name: "Stop watching" }).click();
  await expect(page.getByRole("heading", { name: "Activate version 2" })).toBeVisible();
});
