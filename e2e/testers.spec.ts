import { expect, type Locator, type Page, test } from "playwright/test";
import { get, post, signIn } from "./support/console";
import { playFleet } from "./support/fleet";

/** What testers need: their phone let through by name, and a credential for their builds. */

async function newApp(page: Page): Promise<{ id: number; name: string }> {
  const name = `com.example.testers-${crypto.randomUUID().slice(0, 8)}`;
  const { id } = await post<{ id: number }>(page, "/api/apps", { platform: "android", appId: name, name });
  return { id, name };
}

function sectionOf(page: Page, heading: string): Locator {
  return page.locator("section").filter({ has: page.getByRole("heading", { name: heading, exact: true }) });
}

test("a tester's phone is let through as the latest of its app, with a reason and an end", async ({ page }) => {
  await signIn(page);
  const { id, name } = await newApp(page);
  const build = { versionName: "7.18.0", versionCode: 7180, signerDigests: ["5c".repeat(32)], expiresAt: null };
  await post(page, `/api/apps/${id}/builds`, build);
  await page.goto("/policies");
  await page.getByRole("button", { name: "Decide about one" }).click();
  const form = sectionOf(page, "Overrides");
  await form.getByLabel("App", { exact: true }).selectOption({ label: `${name}, Android` });
  const reason = `release test of ${name}`;
  await form.getByLabel("Why").fill(reason);
  await form.getByRole("button", { name: "Let it pass" }).click();
  await expect(form.getByText("No instance of this app has attested yet.")).toBeVisible();

  await playFleet(name, { instances: 3, rate: 3, seconds: 3, compromised: 0 });
  // Nothing is let through for good; what bars an instance may hold for longer.
  const holds = form.getByLabel("Holds for");
  await expect(holds.getByRole("radio", { name: "1 year" })).toHaveCount(0);
  await form.getByRole("radio", { name: "ban" }).click();
  await expect(holds.getByRole("radio", { name: "1 year" })).toBeVisible();
  await form.getByRole("radio", { name: "force-pass" }).click();
  await holds.getByRole("radio", { name: "7 d" }).click();
  await form.getByRole("button", { name: "Let it pass" }).click();
  await expect(form.getByText("force-pass until", { exact: false })).toBeVisible();

  const { overrides } = await get<{ overrides: { instanceId: string; expiresAt: string; reason: string }[] }>(
    page,
    "/api/overrides?active=true",
  );
  const made = overrides.find((one) => one.reason === reason);
  expect(Date.parse(made?.expiresAt ?? "") - Date.now()).toBeGreaterThan(6 * 86_400_000);
  const state = await get<{ appId: string }>(page, `/api/instances/${made?.instanceId}/state`);
  expect(state.appId).toBe(name);
  await form.getByRole("button", { name: "Good" }).click();
  const row = form.getByRole("row").filter({ hasText: made?.instanceId.slice(0, 8) ?? "none" });
  await expect(row).toContainText(reason);
  await row.getByRole("button", { name: "Lift" }).click();
  await expect(row).toHaveCount(0);
});

test("a development credential is shown once, with a limit, and revoked", async ({ page }) => {
  await signIn(page);
  const { id } = await newApp(page);
  await page.goto(`/apps/${id}`);
  await page.getByRole("button", { name: "Make a credential" }).click();
  const section = sectionOf(page, "Development and CI");
  await section.getByLabel("Name").fill("nightly tests");
  await section.getByRole("radio", { name: "CI" }).click();
  await section.getByLabel("Installations").fill("25");
  await section.getByRole("button", { name: "Make the credential" }).click();
  const shown = section.getByText(/^attestry-dev\./);
  await expect(shown).toBeVisible();
  const secret = (await shown.textContent()) ?? "";
  await section.getByRole("button", { name: "It is stored" }).click();

  const row = section.getByRole("row").filter({ hasText: "nightly tests" });
  await expect(row).toContainText("25 of 25 enrolments left");
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await row.getByRole("button", { name: "Revoke nightly tests" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("nightly tests");
  await dialog.getByRole("button", { name: "Revoke nightly tests" }).click();
  await expect(row).toContainText("revoked");
});

test("the owner chooses which signals a token tells", async ({ page }) => {
  await signIn(page);
  const { id } = await newApp(page);
  await page.goto(`/policies/${id}`);
  await page.getByRole("radio", { name: /^Only chosen ones/ }).click();
  const told = page.getByRole("group", { name: "Signals that the token tells" });
  await told.getByRole("checkbox", { name: "emulator" }).check();
  await told.getByRole("checkbox", { name: "dev-mode" }).check();
  await told.getByRole("checkbox", { name: "dev-mode" }).uncheck();
  await page.getByLabel("Why").fill("the API needs to know about emulators only");
  await page.getByRole("button", { name: "Write version 2" }).click();
  await expect(page.getByRole("heading", { name: "Version 2 waits" })).toBeVisible();
  const { policy } = await get<{ policy: { tokenAnnotations: string[] } }>(page, `/api/apps/${id}/policies/2`);
  expect(policy.tokenAnnotations).toEqual(["emulator"]);
});
