import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "playwright/test";
import { get, post, signIn } from "./support/console";

const PHONES = 20;

/** Phones that attest by themselves; resolves with how many attestations were answered. */
async function runPhones(app: string, seconds: number): Promise<number> {
  const args = ["scripts/run.mjs", "fleet", "--app", app, "--instances", String(PHONES), "--rate", "20"];
  const child = spawn(process.execPath, [...args, "--seconds", String(seconds)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
  const [code] = await once(child, "close");
  expect(code, output).toBe(0);
  return Number(/attestations (\d+) answered/.exec(output)?.[1]);
}

/** The programs that the launcher keeps running, as it wrote them down. */
function pidOf(program: string): number {
  const { ATTESTRY_DATA_DIR: dataDir = "" } = process.env;
  const programs: { name: string; pid: number }[] = JSON.parse(readFileSync(join(dataDir, "programs.json"), "utf8"));
  const found = programs.find(({ name }) => name === program);
  if (found === undefined) throw new Error(`the launcher runs no ${program}`);
  return found.pid;
}

async function counted(page: Page, app: string): Promise<number> {
  const { bins } = await get<{ bins: { pass: number; fail: number }[] }>(
    page,
    `/api/metrics/trend?test=1&range=1h&app=${app}`,
  );
  return bins.reduce((sum, { pass, fail }) => sum + pass + fail, 0);
}

test("a console killed with -9 under load comes back, and counts every answered attestation once", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page);
  const appId = `com.example.kill${Date.now()}`;
  const { id } = await post<{ id: number }>(page, "/api/apps", { platform: "android", appId, name: "Killed" });
  await post(page, `/api/apps/${id}/builds`, {
    versionName: "1.0.0",
    versionCode: 1,
    signerDigests: ["ab".repeat(32)],
    expiresAt: null,
  });

  const phones = runPhones(appId, 15);
  await expect.poll(() => counted(page, appId), { timeout: 30_000 }).toBeGreaterThan(20);
  const killed = pidOf("console");
  process.kill(-killed, "SIGKILL");
  await expect
    .poll(
      () =>
        page.request.get("/api/setup").then(
          (answer) => answer.status(),
          () => 0,
        ),
      { timeout: 60_000 },
    )
    .toBe(200);
  expect(pidOf("console")).not.toBe(killed);

  const answered = await phones;
  expect(answered).toBeGreaterThan(100);
  // Each phone's enrolment counts as an attempt too.
  await expect.poll(() => counted(page, appId), { timeout: 10_000 }).toBe(answered + PHONES);
});
