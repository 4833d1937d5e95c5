import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "playwright/test";
import { expectNoGap, PHONES, recorded, runPhones, watching } from "./support/open-page";

/** The programs that the launcher keeps running, as it wrote them down. */
function pidOf(program: string): number {
  const { ATTESTRY_DATA_DIR: dataDir = "" } = process.env;
  const programs: { name: string; pid: number }[] = JSON.parse(readFileSync(join(dataDir, "programs.json"), "utf8"));
  const found = programs.find(({ name }) => name === program);
  if (found === undefined) throw new Error(`the launcher runs no ${program}`);
  return found.pid;
}

test("a console killed with -9 under load: the page comes back, and every answered attestation counts once", async ({
  page,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await watching(page, baseURL, async ({ app, before }) => {
    const phones = runPhones(app, 8);
    await expect.poll(() => recorded(page, app), { timeout: 30_000 }).toBeGreaterThan(before + PHONES);
    const killed = pidOf("console");
    process.kill(-killed, "SIGKILL");
    await expect(page.getByText("Stream lost")).toBeVisible();
    await expectNoGap(page, app, before + (await phones));
    expect(pidOf("console")).not.toBe(killed);
  });
});
