import { gzipSync } from "node:zlib";
import { expect, test } from "playwright/test";
import { RETRIED, settled, signIn } from "./support/console";

const SCRIPT_BYTES_MAX = 250_000;
/** Core Web Vitals call a page good up to 0.1. */
const LAYOUT_SHIFT_MAX = 0.1;

test("the overview needs less than 250 KB of compressed scripts before its charts", async ({ page }) => {
  await signIn(page);
  const html = await (await page.request.get("/", RETRIED)).text();
  // What old browsers get instead is not loaded by the others.
  const tags = [...html.matchAll(/<script[^>]+>/g)].map(([tag]) => tag).filter((tag) => !/nomodule/i.test(tag));
  const sources = new Set(tags.flatMap((tag) => /src="([^"]+)"/.exec(tag)?.[1] ?? []));
  expect(sources.size).toBeGreaterThan(0);
  const sizes = await Promise.all(
    [...sources].map(async (source) => gzipSync(await (await page.request.get(source, RETRIED)).body()).length),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: "compressed scripts", description: `${Math.round(bytes / 1000)} KB` });
  process.stdout.write(`the overview's first scripts: ${Math.round(bytes / 1000)} KB compressed\n`);
  expect(bytes).toBeLessThan(SCRIPT_BYTES_MAX);
});

for (const path of ["/?range=24h&test=1", "/rejections?range=24h&test=1"]) {
  test(`nothing moves on ${path} after its first paint`, async ({ page }) => {
    await signIn(page);
    await page.addInitScript(() => {
      const shifts = { sum: 0 };
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          if ("value" in entry && typeof entry.value === "number") shifts.sum += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(path);
    await settled(page);
    await page.waitForTimeout(2500);
    const sum = await page.evaluate(() => ("shifts" in window ? JSON.parse(JSON.stringify(window.shifts)).sum : null));
    expect(sum).toBeLessThan(LAYOUT_SHIFT_MAX);
  });
}

test("the overview comes in one piece, and reads no page ahead before somebody points at its link", async ({
  page,
}) => {
  await signIn(page);
  const asked: URL[] = [];
  page.on("request", (request) => asked.push(new URL(request.url())));
  const pagesAhead = () => asked.filter(({ searchParams }) => searchParams.has("_rsc")).map(({ pathname }) => pathname);
  await page.goto("/?range=24h&test=1");
  await settled(page);
  await page.waitForTimeout(2500);
  expect(asked.map(({ pathname }) => pathname).filter((path) => /^\/api\/(metrics|events)/.test(path))).toEqual([]);
  expect(pagesAhead()).toEqual([]);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Instances" }).hover();
  await expect.poll(pagesAhead).toContain("/instances");
});
