import { expect, test } from "playwright/test";
import { signIn } from "./support/console";
import { buildTestPackage, tamper } from "./support/test-package";

test("a tampered package is refused with the step that failed and what to do", async ({ page }) => {
  const path = buildTestPackage("com.example.tampered");
  await signIn(page);
  await page.goto("/apps");
  await page.getByLabel("App package").setInputFiles(tamper(path));
  const refusal = page.getByRole("alert").filter({ hasText: "Not registered" });
  await expect(refusal).toBeVisible({ timeout: 30_000 });
  await expect(refusal).toContainText("The file was changed after it was signed.");
  await page.getByLabel("App package").setInputFiles(path);
  await expect(page.getByText("Registered from com.example.tampered-1.0.0.apk")).toBeVisible({ timeout: 30_000 });
});

test("what is no package at all is refused in words", async ({ page }) => {
  await signIn(page);
  await page.goto("/apps");
  await page
    .getByLabel("App package")
    .setInputFiles({ name: "notes.apk", mimeType: "application/octet-stream", buffer: Buffer.from("not a package") });
  await expect(page.getByRole("alert").filter({ hasText: "Not registered" })).toBeVisible({ timeout: 30_000 });
});

test("a revoked build asks for its version first, and can be restored", async ({ page }) => {
  const path = buildTestPackage("com.example.revoked", "3.2.1");
  await signIn(page);
  await page.goto("/apps");
  await page.getByLabel("App package").setInputFiles(path);
  await page.getByRole("link", { name: "Open com.example.revoked" }).click();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Revoke 3.2.1" });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("textbox").fill("3.2.1");
  await confirm.click();
  await expect(page.getByText("3.2.1 is revoked.", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("3.2.1 counts as registered.")).toBeVisible();
});
