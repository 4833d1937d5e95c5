import { expect, test } from "playwright/test";
import { expectNoGap, runPhones, shown, watching } from "./support/open-page";

/** A page that stays open over a lost stream or a sleep has no gap in its numbers; kill-console.spec.ts adds a restart. */

test("a lost stream: what came in meanwhile is on the page once the line is back", async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  await watching(page, baseURL, async ({ app, line, before }) => {
    line.cut();
    await expect(page.getByText("Stream lost")).toBeVisible();
    const meanwhile = await runPhones(app, 2);
    expect(await shown(page)).toBe(before);
    line.mend();
    await expectNoGap(page, app, before + meanwhile);
  });
});

test("a sleeping laptop: awake on dead connections, the page finds out and catches up", async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  await watching(page, baseURL, async ({ app, line, before }) => {
    const browser = await page.context().newCDPSession(page);
    await browser.send("Page.setWebLifecycleState", { state: "frozen" });
    line.goDead();
    const meanwhile = await runPhones(app, 8);
    await browser.send("Page.setWebLifecycleState", { state: "active" });
    await expectNoGap(page, app, before + meanwhile);
  });
});
