import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "playwright/test";
import { follow, signIn } from "./support/console";
import { findSubjects, PAGES, pathOf } from "./support/pages";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const DESK = { width: 1280, height: 720 };
const PHONE = { width: 320, height: 720 };
const WALL = { width: 2560, height: 1440 };

async function problems(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target.join(" ")}: ${any[0]?.message}`),
  );
}

/**
 * In one go within the page: it has no frames whose parts were to be put together elsewhere. The half megabyte of axe is
 * sent to a page that has it not, and stays there while the console is walked through.
 */
async function axeOn(page: Page): Promise<AxeBuilder> {
  const isThere = await page.evaluate(() => "axe" in window);
  const axe = new AxeBuilder({ page, ...(isThere ? { axeSource: ";" } : {}) });
  return axe.setLegacyMode().options({ resultTypes: ["violations"] });
}

/** Looks at the page that is open: all rules in light, colours in dark (nothing else differs), and its width on a phone and a wall. */
async function inspect(page: Page, path: string): Promise<void> {
  expect.soft(await problems((await axeOn(page)).withTags(TAGS)), `${path}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect.soft(await problems((await axeOn(page)).withRules("color-contrast")), `${path}, dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
  for (const size of [PHONE, WALL]) {
    await page.setViewportSize(size);
    // Charts follow the page's width a moment later.
    await expect
      .configure({ soft: true })
      .poll(() => sidewaysScroll(page), `${path} at ${size.width} px`)
      .toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(DESK);
}

async function sidewaysScroll(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Two halves, so that two browsers can look at once. */
for (const half of [0, 1]) {
  test(`axe finds nothing in light and dark, nothing scrolls sideways at 320 and 2560 px: pages, half ${half + 1}`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await signIn(page);
    const subjects = await findSubjects(page);
    await page.goto("/get-started");
    for (const template of PAGES.filter((_, index) => index % 2 === half)) {
      const path = pathOf(template, subjects);
      await follow(page, path);
      // An admin may do everything, and no page says otherwise.
      await expect.soft(page.getByText("takes the role"), path).toHaveCount(0);
      await inspect(page, path);
    }
  });
}

test("axe finds nothing in what opens over a page: search, filters, views, a dialog", async ({ page }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await signIn(page);
  const { rule } = await findSubjects(page);
  await page.goto("/?test=1&range=15m");
  const closed = async (what: Locator) => {
    await page.keyboard.press("Escape");
    await expect(what).toHaveCount(0);
  };

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("alert");
  const search = page.getByRole("dialog", { name: "Search" });
  await expect(search.getByRole("option").first()).toBeVisible();
  await inspect(page, "search");
  await page.getByRole("combobox").fill("no such name");
  await expect(page.getByText("Nothing has that name.", { exact: false })).toBeVisible();
  await inspect(page, "search, nothing found");
  await closed(search);

  await page.getByRole("button", { name: "Add filter" }).click();
  const filters = page.getByRole("dialog");
  await expect(filters).toBeVisible();
  await inspect(page, "filters");
  await closed(filters);

  await page.getByRole("button", { name: "Views" }).click();
  const views = page.getByRole("dialog", { name: "Views" });
  await expect(views.getByLabel("Keep this view as")).toBeVisible();
  await inspect(page, "views");
  await closed(views);

  await page.goto(`/alerts/${rule}`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await inspect(page, "a dialog");
});

test("axe finds nothing on the way in", async ({ page }) => {
  await page.goto("/sign-in");
  await inspect(page, "/sign-in");
});

test("every page can be worked without a mouse: skip link, navigation, search", async ({ page }) => {
  await signIn(page);
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("polic");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/policies");
});

test("no page is left out", () => {
  const folder = "app/(console)";
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("page.tsx"));
  const shape = (path: string) => path.replace(/\?.*/, "").replace(/\[\w+\]|\{\w+\}/g, "*");
  const looked: readonly string[] = PAGES.map(shape);
  const pages = files.map((file) => shape(`/${dirname(file)}`.replace("/.", "/")));
  // The page of a secret takes a secret that a browser has sealed: secrets-admin.spec.ts makes one and looks at it.
  expect(pages.filter((page) => !looked.includes(page))).toEqual(["/secrets/*"]);
});
