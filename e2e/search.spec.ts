import { expect, test } from "playwright/test";
import { settled, signIn } from "./support/console";

test("a search that fails says so, not that nothing has the name, and finds when it is tried again", async ({
  page,
}) => {
  await signIn(page);
  await page.goto("/get-started");
  await settled(page);
  await page.route("**/api/search?*", (route) => route.abort());
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("no such name");
  await expect(page.getByText("Searching", { exact: true })).toBeVisible();
  await expect(page.getByText("Nothing has that name.", { exact: false })).toHaveCount(0);
  await expect(page.getByRole("alert").filter({ hasText: "the search failed" })).toBeVisible();
  await expect(page.getByText("Nothing has that name.", { exact: false })).toHaveCount(0);
  await page.unroute("**/api/search?*");
  await page.getByRole("button", { name: "Search again" }).click();
  await expect(page.getByText("Nothing has that name.", { exact: false })).toBeVisible();
});

test("every page is found by its name, and the marked one stays in sight", async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 400 });
  await signIn(page);
  await page.goto("/get-started");
  await settled(page);
  await page.keyboard.press("Control+k");
  const marked = page.getByRole("option", { selected: true });
  for (let steps = 0; steps < 9; steps++) {
    await page.keyboard.press("ArrowDown");
    await expect(marked).toBeInViewport({ ratio: 1 });
  }
  await page.getByRole("combobox").fill("trust anch");
  await expect(marked).toHaveText(/Trust anchors/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/settings/trust-anchors");
});
