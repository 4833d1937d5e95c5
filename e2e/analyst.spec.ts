import { expect, type Page, test } from "playwright/test";
import { get, settled, signIn } from "./support/console";
import { ensureSampleHistory } from "./support/sample-history";

/** Three stories on the sample history: fleet/backfill/story.ts says what happened. */

test.beforeAll(async () => {
  test.setTimeout(300_000);
  await ensureSampleHistory();
});

const changed = (page: Page) => page.getByRole("region", { name: "What changed" });
const rows = (page: Page, table: string) => page.getByRole("region", { name: table, exact: true }).getByRole("row");

test("an analyst finds the Frida campaign and who is affected in three clicks", async ({ page }) => {
  await signIn(page);
  await page.goto("/?range=1h");
  await page.getByRole("region", { name: "Reasons" }).getByRole("link", { name: "hook-framework" }).click();
  await expect(page).toHaveURL(/\/rejections\?.*reason=hook-framework/);
  const brazil = changed(page)
    .getByRole("row")
    .filter({ hasText: /Country\s*Brazil/ });
  await expect(brazil).toBeVisible({ timeout: 20_000 });
  await brazil.getByRole("link", { name: "Instances" }).click();
  await expect(page).toHaveURL(/\/instances\?.*country=BR/);
  const affected = rows(page, "Instances").filter({ hasText: "hook-framework" });
  await expect(affected.first()).toBeVisible({ timeout: 20_000 });
  await expect(affected.first()).toContainText("Brazil");
  await affected.first().getByRole("link").click();
  await expect(page.getByRole("heading", { name: /^Rejected: hook-framework/ })).toBeVisible();
  await expect(page.getByText("memory-tampering").first()).toBeVisible();
});

test("an analyst sees that an SDK version, and no attack, explains the other rise", async ({ page }) => {
  await signIn(page);
  await page.goto("/rejections?range=24h&reason=app-cloned");
  await settled(page);
  const sdk = changed(page).getByRole("row").filter({ hasText: "SDK version" }).filter({ hasText: "4.2.0" });
  await expect(sdk).toBeVisible({ timeout: 20_000 });
  await expect(sdk).toContainText(/× \d|new/);
  // The SDK is the cause; the app versions that carry it are not.
  await expect(changed(page).getByRole("row").nth(1)).toContainText("SDK version 4.2.0");
  await expect(sdk).not.toContainText(/follows from|the same attestations/);
  await expect(changed(page).getByRole("row").filter({ hasText: "App version 7.18.0" })).toContainText(
    "follows from 4.2.0",
  );
  // It is not where the attack is: countries rose with it, not by themselves.
  for (const country of await changed(page).getByRole("row").filter({ hasText: "Country" }).all())
    await expect(country).toContainText("follows from");
  await sdk.getByRole("button", { name: "4.2.0" }).click();
  await expect(page).toHaveURL(/sdk=4\.2\.0/);
  await page.getByRole("region", { name: "Rejected attestations" }).getByRole("link").last().click();
  await expect(page.getByRole("heading", { name: /^Rejected: .*app-cloned/ })).toBeVisible();
  await expect(page.getByText("taken for a container").first()).toBeVisible();
});

test("a support engineer explains one user's ARC from Ctrl-K", async ({ page }) => {
  await signIn(page);
  const query = "range=24h&outcome=fail&reason=hook-framework&limit=1";
  const { events } = await get<{ events: { arc: string; id: string; instanceId: string }[] }>(
    page,
    `/api/events?${query}`,
  );
  const [event] = events;
  if (event === undefined) throw new Error("nobody was rejected");
  await page.goto("/");
  await page.keyboard.press("Control+k");
  await page.keyboard.type(`${event.arc.slice(0, 5).toLowerCase()}-${event.arc.slice(5)}`);
  await expect(page.getByRole("option").first()).toContainText(event.arc);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/attestations/${event.id}`);
  await expect(page.getByRole("heading", { name: /^Rejected: hook-framework/ })).toBeVisible();
  await expect(page.getByText("Remove the instrumentation and restart the app.")).toBeVisible();
  await page.getByRole("link", { name: "This instance" }).click();
  await expect(page).toHaveURL(`/instances/${event.instanceId}`);
  await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
});

test("attestations of another day say which", async ({ page }) => {
  await signIn(page);
  const from = new Date(Date.now() - 30 * 3_600_000).toISOString();
  const to = new Date(Date.now() - 25 * 3_600_000).toISOString();
  await page.goto(`/attestations?from=${from}&to=${to}`);
  const times = rows(page, "Attestations").locator("time");
  await expect(times.first()).toHaveText(/^[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2}, \d{2}:\d{2}:\d{2}\.\d{3}$/);
});

test("a policy owner lets one instance pass, and takes it back", async ({ page }) => {
  await signIn(page);
  const { events } = await get<{ events: { instanceId: string }[] }>(
    page,
    "/api/events?range=24h&outcome=fail&limit=1",
  );
  await page.goto(`/instances/${events[0]?.instanceId}`);
  await page.getByLabel("Why").fill("A tester of ours");
  await page.getByRole("button", { name: "Force pass this instance" }).click();
  await expect(page.getByRole("heading", { name: "Override in force: force-pass" })).toBeVisible();
  await page.getByRole("button", { name: "Lift force-pass" }).click();
  await expect(page.getByText("lifted by", { exact: false })).toBeVisible();
});

test("a view is kept by name, and shows the same to whoever opens it", async ({ page }) => {
  await signIn(page);
  await page.goto("/rejections?range=24h&country=BR&not.platform=ios");
  await settled(page);
  await page.getByRole("button", { name: "Views" }).click();
  const name = `Brazil ${crypto.randomUUID().slice(0, 8)}`;
  await page.getByLabel("Keep this view as").fill(name);
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByText(`Kept as ${name}.`)).toBeVisible();
  await page.goto("/");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("link", { name }).click();
  await expect(page).toHaveURL("/rejections?range=24h&country=BR&not.platform=ios");
});

test("what a page looks like is in its link, and going back undoes it", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page);
  await page.goto("/rejections?range=24h");
  await settled(page);
  await page.getByRole("radiogroup", { name: "By" }).getByText("Country").click();
  await page.getByRole("radiogroup", { name: "Compare with" }).getByText("The time before").click();
  await page.getByRole("radiogroup", { name: "Draw as" }).getByText("Lines").click();
  await page.getByRole("button", { name: "Table of Trend by reason" }).click();
  const shown = "/rejections?range=24h&by=country&against=previous&mode=lines&as=table";
  await expect(page).toHaveURL(shown);
  const table = page.getByRole("region", { name: "Trend by reason, table" });
  await expect(table).toBeVisible();
  const stacked = page.getByRole("radiogroup", { name: "Draw as" }).getByRole("radio", { name: "Stacked" });
  await page.goBack();
  await expect(table).toHaveCount(0);
  await expect(stacked).not.toBeChecked();
  await page.goBack();
  await expect(page).toHaveURL("/rejections?range=24h&by=country&against=previous");
  await expect(stacked).toBeChecked();
  await page.goForward();
  await expect(stacked).not.toBeChecked();
  await page.goForward();
  await expect(page).toHaveURL(shown);
  await expect(table).toBeVisible();

  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("button", { name: "Copy link at this time" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(link.pathname).toBe("/rejections");
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    by: "country",
    against: "previous",
    mode: "lines",
    as: "table",
  });
  const [from, to] = ["from", "to"].map((name) => Date.parse(link.searchParams.get(name) ?? ""));
  expect((to ?? 0) - (from ?? 0)).toBe(24 * 3_600_000);

  await page.reload();
  await settled(page);
  await expect(page.getByRole("region", { name: "Reason by country" })).toBeVisible();
  await expect(page.getByText("against the time just before")).toBeVisible();
  await expect(table.getByRole("columnheader", { name: "Fail before" })).toBeVisible();
  await expect(stacked).not.toBeChecked();
  // Next fetches a reloaded page anew for each step back; what the address says is shown all the same.
  await page.goBack();
  await expect(table).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL("/rejections?range=24h&by=country&against=previous");
  await expect(stacked).toBeChecked();
});

test("an installation is banned only after its id was typed, seeing what that does", async ({ page }) => {
  await signIn(page);
  const { events } = await get<{ events: { instanceId: string }[] }>(
    page,
    "/api/events?range=24h&outcome=pass&limit=1",
  );
  const id = events[0]?.instanceId ?? "";
  await page.goto(`/instances/${id}`);
  await page.getByRole("radiogroup", { name: "Decision" }).getByText("Ban").click();
  await page.getByLabel("Why").fill("Part of the ring");
  await page.getByRole("button", { name: "Ban this instance" }).click();
  const dialog = page.getByRole("dialog", { name: "Ban this instance?" });
  await expect(dialog).toContainText("It passes now.");
  const act = dialog.getByRole("button", { name: `Ban …${id.slice(-8)}` });
  await expect(act).toBeDisabled();
  expect((await get<{ overrides: unknown[] }>(page, `/api/overrides?instanceId=${id}`)).overrides).toEqual([]);
  await dialog.getByLabel(/to confirm/).fill(id.slice(-8));
  await act.click();
  await expect(page.getByRole("heading", { name: "Override in force: ban" })).toBeVisible();
  await page.getByRole("button", { name: "Lift ban" }).click();
  await expect(page.getByText("lifted by", { exact: false })).toBeVisible();
});

test("a stretch of a chart is zoomed into with the mouse and with the keyboard", async ({ page }) => {
  await signIn(page);
  await page.goto("/rejections?range=24h");
  await settled(page);
  const chart = page.getByRole("slider").first();
  await chart.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  for (let steps = 0; steps < 3; steps++) await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/from=.*to=/);
  const zoomed = page.url();
  await page.goBack();
  await expect(page).toHaveURL("/rejections?range=24h");
  await page.goForward();
  await expect(page).toHaveURL(zoomed);
  await page.goBack();
  await expect(page).toHaveURL("/rejections?range=24h");
  const box = await chart.boundingBox();
  if (box === null) throw new Error("the chart is not drawn");
  await page.mouse.move(box.x + box.width * 0.2, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
});

test("nothing moves for who asks for reduced motion, and the live sign does for others", async ({ page }) => {
  await signIn(page);
  /** Animations that last: what only appears later, at once, does not move. */
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 0)
        .map((animation) => ("animationName" in animation ? String(animation.animationName) : "a transition")),
    );
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.goto("/?range=15m");
  await settled(page);
  await expect.poll(moving).toContain("live-pulse");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect.poll(moving).toEqual([]);
  await page.getByRole("button", { name: /^Search/ }).click();
  await expect(page.getByRole("combobox")).toBeVisible();
  expect(await moving()).toEqual([]);
});
