import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "playwright/test";
import { get, post, settled, signIn } from "./support/console";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const PAGES = [
  "/",
  "/?test=1&range=15m",
  "/rejections?test=1&range=15m",
  "/attestations?test=1&range=15m",
  "/instances?test=1&range=24h",
  "/instances/{instance}",
  "/attestations/{event}",
  "/get-started",
  "/apps",
  "/apps/new",
  "/apps/{app}",
  "/api-domains/new",
  "/api-domains/{domain}",
  "/policies",
  "/policies/{app}",
  "/policies/{app}?test=1",
  "/policies/{app}/compare?from=1&to=1",
  "/secrets",
  "/secrets/new",
  "/secrets/import",
  "/alerts",
  "/alerts/channels",
  "/alerts/new?test=1",
  "/audit",
  "/settings",
  "/settings/people",
  "/settings/api-keys",
  "/settings/history",
  "/settings/trust-anchors",
  "/settings/about",
] as const;

/** An app, an API domain, an attestation and an installation to look at, whatever other tests left. */
async function subjects(page: Page): Promise<{ app: number; domain: number; event: string; instance: string }> {
  const { apps } = await get<{ apps: { id: number }[] }>(page, "/api/apps");
  const { apiDomains } = await get<{ apiDomains: { id: number }[] }>(page, "/api/api-domains");
  const unique = crypto.randomUUID().slice(0, 8);
  const app =
    apps[0]?.id ??
    (
      await post<{ id: number }>(page, "/api/apps", {
        platform: "ios",
        appId: `com.example.a11y-${unique}`,
        name: "A11y",
      })
    ).id;
  const domain =
    apiDomains[0]?.id ??
    (await post<{ apiDomain: { id: number } }>(page, "/api/api-domains", { domain: `a11y-${unique}.example` }))
      .apiDomain.id;
  const query = "test=1&range=90d&limit=1";
  const { instances } = await get<{ instances: { instanceId: string }[] }>(page, `/api/instances?${query}`);
  const { events } = await get<{ events: { id: string }[] }>(page, `/api/events?${query}`);
  const [instance, event] = [instances[0]?.instanceId, events[0]?.id];
  if (instance === undefined || event === undefined) throw new Error("the first run left no attestation");
  return { app, domain, event, instance };
}

/** The path of a page, with the subjects in their places. */
function filled(template: string, names: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/, (_, name: string) => String(names[name] ?? ""));
}

/** Only colours differ between the schemes: the second one is looked at for those alone. */
async function problems(page: Page, only: "everything" | "colours" = "everything"): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (only === "colours" ? axe.withRules("color-contrast") : axe.withTags(TAGS)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target.join(" ")}: ${any[0]?.message}`),
  );
}

async function sidewaysScroll(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(240_000);
    const only = colorScheme === "light" ? "everything" : "colours";
    await page.emulateMedia({ colorScheme });
    await page.goto("/sign-in");
    expect(await problems(page, only), "/sign-in").toEqual([]);
    await signIn(page);
    const names = await subjects(page);
    for (const template of PAGES) {
      const path = filled(template, names);
      await page.goto(path);
      await settled(page);
      expect.soft(await problems(page, only), path).toEqual([]);
    }
  });
}

test("no page scrolls sideways at 320 px", async ({ page }) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 320, height: 720 });
  await signIn(page);
  const names = await subjects(page);
  for (const template of PAGES) {
    const path = filled(template, names);
    await page.goto(path);
    await settled(page);
    expect.soft(await sidewaysScroll(page), path).toBeLessThanOrEqual(0);
  }
});

test("every page can be worked without a mouse: skip link, navigation, search", async ({ page }) => {
  await signIn(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("polic");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/policies");
});
