import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "playwright/test";
import { addPerson, consoleOrigin, get, openAs, post, signIn } from "./support/console";
import { startFleet } from "./support/fleet";

/** The secrets admin's job: rotate the maps key at a set time and see the running fleet pick it up. */

const NAME = "maps-api-key";
const FLEET = { instances: 20, rate: 20, seconds: 300, compromised: 0 };

/** An app with a build that simulated phones can play; every platform evidence passes. */
async function newApp(page: Page): Promise<{ id: number; name: string; appId: string }> {
  const name = `Secrets ${crypto.randomUUID().slice(0, 8)}`;
  const appId = `com.example.${name.toLowerCase().replace(" ", "")}`;
  const { id } = await post<{ id: number }>(page, "/api/apps", { platform: "android", appId, name });
  const build = { versionName: "7.18.0", versionCode: 7180, signerDigests: ["ab".repeat(32)] };
  await post(page, `/api/apps/${id}/builds`, build);
  return { id, name, appId };
}

async function keepMapsKey(page: Page, app: string): Promise<void> {
  await page.goto("/secrets/new");
  await page.getByLabel("Name", { exact: true }).fill(NAME);
  await page.getByLabel("Value").fill("the first real maps key");
  await expect(
    page.getByText(/23 characters\. Sealed in this browser for vault key [0-9a-f]{4} [0-9a-f]{4}\./),
  ).toBeVisible();
  await page.getByRole("checkbox", { name: app }).check();
  await page.getByLabel("Sent to").fill("tiles.mapworks.example");
  await page.getByRole("button", { name: `Keep ${NAME}` }).click();
  await expect(page).toHaveURL(/\/secrets\/\d+$/);
}

/** The next whole minute that is at least ten seconds away, as the field takes it. */
function soon(): string {
  const at = new Date(Math.ceil((Date.now() + 10_000) / 60_000) * 60_000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

test("rotates the maps key at a set time and watches adoption go to 100 % while the fleet runs", async ({
  page,
  browser,
}) => {
  test.setTimeout(300_000);
  await signIn(page);
  const app = await newApp(page);
  const admin = await openAs(browser, await addPerson(page, "secrets", "secrets-admin"));
  await keepMapsKey(admin, app.name);
  const path = new URL(admin.url()).pathname;
  await admin.goto(`${path}?test=1`);
  await expect(admin.getByText("Version 1 is live; nobody active holds it yet.")).toBeVisible();

  const fleet = startFleet(app.appId, FLEET);
  await expect(admin.getByText("Version 1 is on 100.0 % of active instances.")).toBeVisible({ timeout: 60_000 });

  await admin.getByRole("radio", { name: "At", exact: true }).click();
  await admin.getByLabel("Activate", { exact: true }).last().fill("2020-01-01T09:00");
  await admin.getByLabel("New value").fill("the second real maps key");
  await admin.getByRole("button", { name: "Schedule version 2" }).click();
  await expect(admin.getByText("Has passed. The earliest is now", { exact: false })).toBeVisible();
  await admin.locator("#activate-at").fill(soon());
  await admin.getByRole("button", { name: "Schedule version 2" }).click();
  const versions = admin.getByRole("region", { name: "Versions" });
  await expect(versions.getByRole("row", { name: /^2 scheduled/ })).toBeVisible();
  await expect(admin.getByText("Version 1 is on 100.0 % of active instances.")).toBeVisible();

  await expect(versions.getByRole("row", { name: /^2 current/ })).toBeVisible({ timeout: 90_000 });
  await expect(versions.getByRole("row", { name: /^1 overlap/ })).toBeVisible();
  await expect(admin.getByText("Version 2 is on 100.0 % of active instances.")).toBeVisible({ timeout: 120_000 });
  await expect(admin.getByText("Every active instance that the secret is for holds its newest version.")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await admin.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page: admin }).analyze()).violations, colorScheme).toEqual([]);
  }
  await fleet.stop();
  await overviewTellsOfShutVault(admin);
  await analystCanDoNeither(page, browser, path);
});

/** What the data planes report of an outage is held by dataplane/secrets; this is how the overview says it. */
async function overviewTellsOfShutVault(admin: Page): Promise<void> {
  const vault = await get<object>(admin, "/api/vault");
  const shut = { state: "shut", problem: "The HSM answered CKR_DEVICE_REMOVED.", since: new Date().toISOString() };
  await admin.route("**/api/vault", (route) => route.fulfill({ json: { ...vault, ...shut } }));
  await admin.goto("/?test=1");
  const title = admin.getByRole("heading", { name: "Secrets to look at" });
  const attention = admin.locator("section").filter({ has: title });
  await expect(attention.getByText("The vault is shut since", { exact: false })).toBeVisible();
  await expect(attention.getByText("The HSM answered CKR_DEVICE_REMOVED.", { exact: false })).toBeVisible();
  await admin.unroute("**/api/vault");
}

async function analystCanDoNeither(page: Page, browser: Browser, path: string): Promise<void> {
  const analyst = await openAs(browser, await addPerson(page, "analyst", "analyst"));
  await analyst.goto(`${path}?test=1`);
  await expect(
    analyst.getByText("To rotate it takes the role secrets admin or admin; yours is analyst."),
  ).toBeVisible();
  await expect(analyst.getByRole("region", { name: "Versions" })).toBeVisible();
  await expect(analyst.getByLabel("New value")).toHaveCount(0);
  await expect(analyst.getByRole("button", { name: "Revoke a version" })).toHaveCount(0);
  const secret = await get<{ versions: unknown[] }>(analyst, `/api${path}`);
  expect(secret.versions).toHaveLength(2);
  const headers = { origin: consoleOrigin() };
  for (const act of ["versions", "versions/2/revoke", "versions/1/roll-back"]) {
    const refused = await analyst.request.post(`/api${path}/${act}`, { data: {}, headers });
    expect(refused.status(), act).toBe(403);
  }
}

test("a revoked version needs its impact read and its name typed, and the one before takes over", async ({
  page,
  browser,
}) => {
  await signIn(page);
  const app = await newApp(page);
  const admin = await openAs(browser, await addPerson(page, "secrets", "secrets-admin"));
  await keepMapsKey(admin, app.name);
  await admin.getByLabel("New value").fill("leaked in a log");
  await admin.getByRole("button", { name: "Rotate to version 2 now" }).click();
  const versions = admin.getByRole("region", { name: "Versions" });
  await expect(versions.getByRole("row", { name: /^2 current/ })).toBeVisible();

  await versions.getByRole("button", { name: "Revoke version 2" }).click();
  const dialog = admin.getByRole("dialog");
  await expect(dialog).toContainText("They then get version 1.");
  const revoke = dialog.getByRole("button", { name: "Revoke version 2" });
  await dialog.getByLabel("Why").fill("It stood in a log");
  await expect(revoke).toBeDisabled();
  await dialog.getByLabel(`Type ${NAME} to confirm`).fill(NAME);
  await revoke.click();
  await expect(versions.getByRole("row", { name: /^2 revoked/ })).toBeVisible();
  await expect(versions.getByRole("row", { name: /^1 overlap/ })).toBeVisible();

  await versions.getByRole("button", { name: "Roll back to version 1" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Make version 3" }).click();
  await expect(versions.getByRole("row", { name: /^3 current/ })).toBeVisible();
});

test("an import shows what would change before anything does", async ({ page }) => {
  await signIn(page);
  const app = await newApp(page);
  await page.goto("/secrets/import");
  const file = page.getByLabel("NAME=value lines, or a JSON object of texts");
  await file.fill("MAPS_KEY=abc\nEMPTY=\nPAY_KEY='d e f'\n");
  await page.getByRole("checkbox", { name: app.name }).check();
  await page.getByLabel("Sent to").fill("api.example.com");
  await page.getByRole("button", { name: "Show what would change" }).click();
  const plan = page.getByRole("region", { name: "Plan" });
  await expect(plan.getByRole("row", { name: "MAPS_KEY create 1" })).toBeVisible({ timeout: 20_000 });
  await expect(plan.getByRole("row", { name: /EMPTY .*Its value is empty\./ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Import 2 secrets" })).toBeDisabled();

  await file.fill("MAPS_KEY=abc\nPAY_KEY='d e f'\n");
  await expect(plan.getByRole("row")).toHaveCount(0);
  const look = page.getByRole("button", { name: "Show what would change" });
  const planned = plan.getByRole("row", { name: "MAPS_KEY create 1" });
  await look.click();
  await expect(planned).toBeVisible({ timeout: 20_000 });
  // What was planned for one domain is no plan for another.
  await page.getByLabel("Sent to").fill("other.example.com");
  await expect(planned).toBeHidden();
  await expect(page.getByRole("button", { name: /^Import \d/ })).toHaveCount(0);
  await look.click();
  await expect(planned).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Import 2 secrets" }).click();
  await expect(page.getByText("2 imported.")).toBeVisible();
  await page.goto("/secrets");
  await expect(page.getByRole("link", { name: "PAY_KEY" }).last()).toBeVisible();
});

/** Two secrets admins who look at the same new secret. */
async function twoAdmins(page: Page, browser: Browser) {
  await signIn(page);
  const app = await newApp(page);
  const [first, second] = [
    await openAs(browser, await addPerson(page, "first", "secrets-admin")),
    await openAs(browser, await addPerson(page, "second", "secrets-admin")),
  ];
  await keepMapsKey(first, app.name);
  return { first, second, path: new URL(first.url()).pathname };
}

test("of two people who change where a secret goes, the second is told and loses nothing", async ({
  page,
  browser,
}) => {
  const { first, second, path } = await twoAdmins(page, browser);
  await second.goto(path);
  const hosts = (person: Page) => person.getByLabel("Sent to");
  const save = (person: Page) => person.getByRole("button", { name: "Save", exact: true }).click();
  const stored = async () => (await get<{ domains: string[] }>(page, `/api${path}`)).domains;
  await hosts(second).fill("mine.example");
  await hosts(first).fill("theirs.example");
  await save(first);
  await expect(first.getByText("Saved.", { exact: false })).toBeVisible();

  await expect(second.getByText("Somebody else saved meanwhile.")).toBeVisible();
  await expect(hosts(second)).toHaveValue("mine.example");
  await save(second);
  await expect(second.getByRole("alert").filter({ hasText: "This secret was changed by first" })).toBeVisible();
  await expect(hosts(second)).toHaveValue("mine.example");
  expect(await stored()).toEqual(["theirs.example"]);

  await second.getByRole("button", { name: "Keep mine" }).click();
  await save(second);
  await expect(second.getByText("Saved.", { exact: false })).toBeVisible();
  expect(await stored()).toEqual(["mine.example"]);
  // Whoever has typed nothing sees what stands.
  await expect(hosts(first)).toHaveValue("mine.example");
});

test("of two people who decide when an old version ends, the second is told and decides again", async ({
  page,
  browser,
}) => {
  const { first, second, path } = await twoAdmins(page, browser);
  await first.getByLabel("New value").fill("the second real maps key");
  await first.getByRole("button", { name: "Rotate to version 2 now" }).click();
  const endOf = async () => {
    const { versions } = await get<{ versions: { version: number; endsAt: string }[] }>(page, `/api${path}`);
    return versions.find(({ version }) => version === 1)?.endsAt;
  };
  await second.goto(path);
  for (const person of [first, second]) await expect(person.getByText("safe to retire", { exact: true })).toBeVisible();

  // Both look at the same end; the second one's page hears of the first one's decision only after its own.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await second.route("**/adoption?*", async (route) => {
    await held;
    await route.continue();
  });
  const planned = await endOf();
  await first.getByRole("button", { name: "Extend by a day" }).click();
  await expect.poll(endOf).not.toBe(planned);
  const extended = await endOf();
  await second.getByRole("button", { name: "Retire", exact: true }).click();
  await expect(second.getByRole("alert").filter({ hasText: `Version 1 ends at ${extended} by now.` })).toBeVisible();
  expect(await endOf()).toBe(extended);

  const shown = second.getByText(/^It ends /);
  const stale = (await shown.textContent()) ?? "";
  letGo();
  await expect(shown).not.toHaveText(stale);
  await second.getByRole("button", { name: "Retire", exact: true }).click();
  await expect(second.getByRole("region", { name: "Versions" }).getByRole("row", { name: /^1 retired/ })).toBeVisible();
});

/** Keeps a page from hearing about its secret until the answer is called. */
async function deafTo(person: Page, path: string): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await person.route(`**/api${path}`, async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

test("of two people who rotate, the second is told by whom and when, and decides again", async ({ page, browser }) => {
  const { first, second, path } = await twoAdmins(page, browser);
  await second.goto(path);
  const rotate = (person: Page, version: number) =>
    person.getByRole("button", { name: `Rotate to version ${version} now` });
  const numbers = async () => {
    const { versions } = await get<{ versions: { version: number; createdBy: string }[] }>(page, `/api${path}`);
    return versions.map(({ version, createdBy }) => `${version} ${createdBy.split("-")[0]}`);
  };
  await second.getByLabel("New value").fill("what the second types");
  await first.getByLabel("New value").fill("what the first types");
  await rotate(first, 2).click();
  await expect(first.getByText("Version 2 is live since", { exact: false })).toBeVisible();

  // The page of the second hears of it while they type: the form stays what it was, and waits.
  const told = second.getByRole("status").filter({ hasText: /Version 2 was made by first.* at / });
  await expect(told).toBeVisible();
  await expect(rotate(second, 2)).toBeDisabled();
  await expect(second.getByLabel("New value")).toHaveValue("what the second types");
  await second.getByRole("button", { name: "Keep mine, as version 3" }).click();
  await expect(told).toBeHidden();

  // And a page that has not heard of the next one is told by the server.
  const letGo = await deafTo(second, path);
  await first.getByLabel("New value").fill("the first once more");
  await rotate(first, 3).click();
  await expect.poll(numbers).toHaveLength(3);
  await rotate(second, 3).click();
  await expect(second.getByRole("alert").filter({ hasText: "Version 3 was made by first" })).toBeVisible();
  expect(await numbers()).toHaveLength(3);
  letGo();
  await second.getByRole("button", { name: "Take theirs" }).click();
  await expect(second.getByLabel("New value")).toHaveValue("");
  await expect(second.getByRole("heading", { name: "Rotate to version 4" })).toBeVisible();
  expect(await numbers()).toEqual(["3 first", "2 first", "1 first"]);
});

test("a roll-back that somebody overtook waits until its reader agrees to what stands", async ({ page, browser }) => {
  const { first, second, path } = await twoAdmins(page, browser);
  const rotate = async (value: string, version: number) => {
    await first.getByLabel("New value").fill(value);
    await first.getByRole("button", { name: `Rotate to version ${version} now` }).click();
    await expect(first.getByText(`Version ${version} is live since`, { exact: false })).toBeVisible();
  };
  await rotate("the second real maps key", 2);
  await second.goto(path);
  await second.getByRole("button", { name: "Roll back to version 1" }).click();
  const dialog = second.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Make version 3" })).toBeEnabled();
  await rotate("the third real maps key", 3);
  await expect(dialog.getByText("Version 3 was made by first", { exact: false })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Make version 3" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Roll back all the same, as version 4" }).click();
  await dialog.getByRole("button", { name: "Make version 4" }).click();
  const versions = second.getByRole("region", { name: "Versions" });
  await expect(versions.getByRole("row", { name: /^4 current/ })).toBeVisible();
});
