import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "playwright/test";

/** The main job: from an empty console to live rejections, and a policy change that moves them within seconds. */

function credentials() {
  const { ATTESTRY_ADMIN_EMAIL: email = "", ATTESTRY_ADMIN_PASSWORD: password = "" } = process.env;
  return { email, password };
}

async function signIn(page: Page) {
  const { email, password } = credentials();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/sign-in/);
}

function buildPackage(): string {
  const path = join(mkdtempSync(join(tmpdir(), "attestry-e2e-")), "journey.apk");
  execFileSync(process.execPath, ["scripts/run.mjs", "testapk", path]);
  return path;
}

test("a newcomer registers an app, sends simulated phones, and sees a policy change take effect", async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page);

  await page.goto("/get-started");
  await page.getByLabel("App package").setInputFiles(buildPackage());
  await expect(page.getByText("com.example.demo").first()).toBeVisible({ timeout: 30_000 });

  await page.goto("/get-started");
  await page.getByRole("button", { name: /Start \d+ phones here/ }).click();

  await page.goto("/?test=1&range=15m");
  await expect(page.getByText(/Live|behind/).first()).toBeVisible({ timeout: 30_000 });
  await page.goto("/attestations?test=1&range=15m");
  await expect(page.getByRole("row").nth(3)).toBeVisible({ timeout: 60_000 });

  await page.goto("/policies");
  await page.getByRole("link", { name: /demo/ }).first().click();
  await page.getByLabel("Action on software-key").getByText("reject").click();
  await page.getByLabel("Why").fill("Keys must live in hardware");
  await page.getByRole("button", { name: /^Write version 2/ }).click();
  await page.getByRole("button", { name: /^Activate version 2/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Activate/ })
    .click();
  await expect(page.getByText(/Version 2/).first()).toBeVisible();

  await page.goto("/rejections?test=1&range=15m");
  await expect(page.getByRole("heading", { name: "Trend by reason" })).toBeVisible();
  // Every simulated phone has a software key: from the activation on, each of them is refused for it.
  await expect(page.getByRole("main").getByText("software-key").first()).toBeVisible({ timeout: 60_000 });
  await page.goto("/attestations?test=1&range=15m&outcome=fail");
  const arc = page.locator("tbody a").last();
  await arc.click();
  await expect(page.getByRole("heading", { name: /^Rejected/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Checks, in order" })).toBeVisible();
});

test("a wrong password is refused in words, and signing in lets nobody past without one", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/sign-in/);
  await page.getByLabel("E-mail").fill("nobody@example.test");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page).toHaveURL(/sign-in/);
});
