import { expect, test } from "playwright/test";
import { get, signIn } from "./support/console";
import { ensureSampleHistory } from "./support/sample-history";

test("the sample history is there on every range once it is written", async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page);
  await ensureSampleHistory();
  const counted = async (range: string) => {
    const path = `/api/metrics/trend?range=${range}`;
    const { bins } = await get<{ bins: { pass: number; fail: number }[] }>(page, path);
    return bins.reduce((sum, { pass, fail }) => sum + pass + fail, 0);
  };
  const counts = await Promise.all(["1h", "24h", "7d", "30d"].map(counted));
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts.at(-1)).toBeGreaterThan(60_000);
});
