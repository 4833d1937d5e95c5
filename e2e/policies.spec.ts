import { expect, type Page, test } from "playwright/test";
import { post, signIn } from "./support/console";

/** An app of its own, so that no other test's changes get in the way; returns its policy page's path. */
async function newPolicy(page: Page): Promise<string> {
  const appId = `com.example.policy-${crypto.randomUUID().slice(0, 8)}`;
  const { id } = await post<{ id: number }>(page, "/api/apps", { platform: "android", appId, name: appId });
  return `/policies/${id}`;
}

async function choose(page: Page, signal: string, action: string): Promise<void> {
  const group = page.getByRole("radiogroup", { name: `Action on ${signal}` });
  await group.getByRole("radio", { name: action }).click();
}

async function write(page: Page, version: number, why: string): Promise<void> {
  await page.getByLabel("Why").fill(why);
  await page.getByRole("button", { name: `Write version ${version}` }).click();
}

async function activate(page: Page, act: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: act }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

test("of two people who change a policy at once, the second is told and can compare", async ({ page, context }) => {
  await signIn(page);
  const path = await newPolicy(page);
  const other = await context.newPage();
  await page.goto(path);
  await other.goto(path);
  await choose(page, "emulator", "reject");
  await choose(other, "root", "annotate");
  await write(page, 2, "first");
  await expect(page.getByRole("heading", { name: "Version 2 waits" })).toBeVisible();

  await write(other, 2, "second");
  await expect(other.getByRole("alert").filter({ hasText: "was written meanwhile" })).toBeVisible();
  await other.getByRole("link", { name: "Compare" }).first().click();
  await expect(other.getByRole("row", { name: /emulator annotate reject/ })).toBeVisible();

  // The draft is still there, and remembers what it was started from: it goes on top of the other one only when asked.
  await other.goto(path);
  await expect(other.getByLabel("Why")).toHaveValue("second");
  await expect(other.getByRole("alert").filter({ hasText: "Version 2 by" })).toBeVisible();
  await expect(other.getByRole("button", { name: "Write version 3" })).toBeDisabled();
  await other.getByRole("button", { name: "Write mine on top of version 2" }).click();
  await other.getByRole("button", { name: "Write version 3" }).click();
  await expect(other.getByRole("heading", { name: "Version 3 waits" })).toBeVisible();
});

test("an activation says what changed, and rolling back restores what was", async ({ page }) => {
  await signIn(page);
  await page.goto(await newPolicy(page));
  await choose(page, "dev-mode", "reject");
  await write(page, 2, "no developer phones");
  await expect(page.getByRole("heading", { name: "Version 2 waits" })).toBeVisible();
  await page.getByRole("button", { name: "Activate version 2" }).click();
  const devMode = page.getByRole("radiogroup", { name: "Action on dev-mode" });
  await expect(page.getByRole("heading", { name: "Version 2 is in force" })).toBeVisible();
  await expect(devMode.getByRole("radio", { name: "reject" })).toBeChecked();

  await page.getByRole("button", { name: "Roll back to 1" }).click();
  await expect(page.getByRole("dialog")).toContainText("dev-mode");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Roll back to version 1" })).toBeDisabled();
  await page.getByRole("dialog").getByLabel("Reason").fill("too many support calls");
  await activate(page, "Roll back to version 1");
  await expect(page.getByRole("heading", { name: "Version 1 is in force" })).toBeVisible();
  await expect(devMode.getByRole("radio", { name: "annotate" })).toBeChecked();
  await expect(page.getByRole("region", { name: "Versions" }).getByText("too many support calls")).toBeVisible();
});

test("what the parser refuses stands beside its field, and the draft survives a reload", async ({ page }) => {
  await signIn(page);
  await page.goto(await newPolicy(page));
  await page.getByLabel("Oldest security patch").fill("2025-13");
  await write(page, 2, "a month too many");
  await expect(page.getByText("A patch level is YYYY-MM or YYYY-MM-DD.")).toBeVisible();
  await expect(page.getByLabel("Oldest security patch")).toBeFocused();
  await page.reload();
  await expect(page.getByLabel("Oldest security patch")).toHaveValue("2025-13");
  await page.getByLabel("Oldest security patch").fill("2025-11");
  await page.getByRole("button", { name: "Write version 2" }).click();
  await expect(page.getByRole("heading", { name: "Version 2 waits" })).toBeVisible();
});
