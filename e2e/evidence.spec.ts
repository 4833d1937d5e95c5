import { expect, type Page, test } from "playwright/test";
import { get, settled, signIn } from "./support/console";
import { playFleet } from "./support/fleet";
import { buildTestPackage, buildTestPackageOf } from "./support/test-package";

const TEST_TRAFFIC = "test=1&range=15m";

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly outcome: string;
  readonly reasons: readonly string[];
}

/** Attempts of simulated phones with Key Attestation, newest first. */
async function attempts(page: Page, app: string): Promise<Row[]> {
  const query = `${TEST_TRAFFIC}&app=${app}&format=key-attestation&limit=200`;
  return (await get<{ events: Row[] }>(page, `/api/events?${query}`)).events;
}

async function register(page: Page, app: string): Promise<void> {
  await page.goto("/apps");
  await page.getByLabel("App package").setInputFiles(buildTestPackage(app));
  await expect(page.getByText(`Registered from ${app}-1.0.0.apk`)).toBeVisible({ timeout: 30_000 });
}

const check = (page: Page, title: string, outcome: string) =>
  page.getByRole("row").filter({ hasText: title }).getByRole("img", { name: outcome, exact: true }).first();

test("an enrolled virtual Pixel's evidence stands check by check, at its enrolment and at each attestation", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const app = "com.example.pixel";
  await signIn(page);
  await register(page, app);
  await playFleet(app, { instances: 12, rate: 12, seconds: 2, hardware: 100, compromised: 0 });

  const passed = (await attempts(page, app)).filter(({ outcome }) => outcome === "pass");
  await page.goto(`/attestations/${passed.find(({ kind }) => kind === "enrolment")?.id}`);
  await expect(page.getByRole("heading", { name: "Passed" })).toBeVisible();
  for (const title of [
    "Each certificate is signed by the next",
    "The chain leads to a pinned root",
    "No certificate of the chain is revoked",
    "The key was generated for this challenge",
    "The request is signed with the attested key",
    "Record and key live in secure hardware",
    "The bootloader is locked",
    "The system was verified at boot",
    "The package is the registered one",
  ]) {
    await expect(check(page, title, "pass"), title).toBeVisible();
  }
  await page.goto(`/attestations/${passed.find(({ kind }) => kind === "attestation")?.id}`);
  await expect(page.getByRole("heading", { name: "Evidence at enrolment" })).toBeVisible();
});

test("a phone with a revoked key is refused, and the console says why", async ({ page }) => {
  test.setTimeout(120_000);
  const app = "com.example.revokedkey";
  await signIn(page);
  await register(page, app);
  await playFleet(app, { instances: 60, rate: 30, seconds: 2, hardware: 100, compromised: 100 });

  const refused = (await attempts(page, app)).find(({ reasons }) => reasons.includes("key-revoked"));
  await page.goto(`/attestations/${refused?.id}`);
  await expect(page.getByRole("heading", { name: /^Rejected: key-revoked/ })).toBeVisible();
  await expect(check(page, "No certificate of the chain is revoked", "fail")).toBeVisible();
  await expect(check(page, "Each certificate is signed by the next", "pass")).toBeVisible();
  await expect(page.getByText("No key-revoked", { exact: true })).toBeVisible();
});

test("an app is added by its IPA, and by its AAB with the Play signing certificate", async ({ page }) => {
  await signIn(page);
  await page.goto("/apps");
  await page.getByLabel("App package").setInputFiles(buildTestPackageOf("ipa", "com.example.ios"));
  await expect(page.getByText("Registered from com.example.ios-1.0.0.ipa")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("TEAM123456", { exact: true })).toBeVisible();
  await expect(page.getByText("App Attest proves TEAM123456.com.example.ios", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: "Upload another" }).click();
  await page.getByLabel("App package").setInputFiles(buildTestPackageOf("aab", "com.example.bundle"));
  await page.getByRole("button", { name: "Send the bundle" }).click();
  await expect(page.getByText("Give the SHA-256 of the app signing key certificate", { exact: false })).toBeVisible();
  await page.getByLabel("Play signing certificate").fill("AB:".repeat(31).concat("AB"));
  await page.getByRole("button", { name: "Send the bundle" }).click();
  await expect(page.getByText("Registered from com.example.bundle-1.0.0.aab")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Play signs with")).toBeVisible();
});

test("with hardware evidence required for Android 12 and up, software-key phones are rejected live", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const app = "com.example.hardware";
  await signIn(page);
  await register(page, app);
  await page.getByRole("link", { name: `Open ${app}` }).click();
  await page.getByRole("definition").getByRole("link", { name: "Version 1", exact: true }).click();
  await page.getByLabel("In hardware from").fill("12");
  await page.getByLabel("Why").fill("software keys of recent phones prove nothing");
  await page.getByRole("button", { name: "Write version 2" }).click();
  await page.getByRole("button", { name: "Activate version 2" }).click();
  await expect(page.getByRole("heading", { name: "Version 2 is in force" })).toBeVisible();

  await page.goto(`/attestations?${TEST_TRAFFIC}&app=${app}&reason=software-key&outcome=fail`);
  await settled(page);
  const list = page.getByRole("region", { name: "Attestations" });
  const rejected = list.getByRole("row").filter({ hasText: "software-key" });
  await expect(rejected).toHaveCount(0);
  const fleet = playFleet(app, { instances: 20, rate: 10, seconds: 5, hardware: 50, compromised: 0 });
  await expect(rejected.first()).toBeVisible({ timeout: 30_000 });
  await rejected.first().getByRole("link").last().click();
  await expect(page.getByRole("heading", { name: "Rejected: software-key" })).toBeVisible();
  await expect(check(page, "Instance key in hardware", "fail")).toBeVisible();
  await page.getByRole("link", { name: "Version 2", exact: true }).click();
  await expect(page).toHaveURL(/\/policies\/\d+\/versions\/2$/);
  await expect(page.getByText("software keys of recent phones prove nothing")).toBeVisible();
  await expect(page.getByLabel("In hardware from")).toHaveValue("12");
  await expect(page.getByLabel("In hardware from")).toBeDisabled();
  await fleet;
});

test("trust anchors show the pinned roots and how the revocation list stands", async ({ page }) => {
  await signIn(page);
  await page.goto("/settings/trust-anchors");
  await expect(page.getByRole("row").filter({ hasText: "google-key-attestation-ca1" })).toContainText("P-384");
  await expect(page.getByRole("row").filter({ hasText: "aosp-software-ec" })).toContainText(
    "its private key is public",
  );
  await expect(page.getByText("Fresh. Every chain is compared with it.")).toBeVisible();
  await expect(page.getByText("status.json", { exact: false })).toBeVisible();
});
