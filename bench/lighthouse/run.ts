/**
 * Lighthouse's scores of the Overview on the built console, with the sample history behind it, as a computer and as a
 * phone see it. Lighthouse comes by npx, and is no dependency of the project: `LIGHTHOUSE` names another version.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright";
import { z } from "zod";
import { ensureChromium } from "../../scripts/chromium.mjs";
import { createProgress } from "../../scripts/progress.mjs";
import { root } from "../../scripts/run.mjs";
import { note, percentile, print } from "../report";
import { type System, startSystem } from "../system";

const run = promisify(execFile);
/** The last major version that runs on Node 20. */
const PACKAGE = "lighthouse@12.8.2";
const RUNS = 3;
const SCORE_MIN = 95;
const HISTORY = ["--backfill", "16d", "--attestations", "160000", "--raw", "20000"];
const AUDITS = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];

const reportSchema = z.object({
  categories: z.object({
    performance: z.object({ score: z.number().nullable() }),
    accessibility: z.object({ score: z.number().nullable() }),
  }),
  audits: z.record(z.string(), z.object({ title: z.string(), displayValue: z.string().optional() })),
});
type Report = z.infer<typeof reportSchema>;

/** Starts the system with a history, signs in, and lets Lighthouse look. */
export async function benchLighthouse(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "attestry-bench-"));
  const executable = await ensureChromium({
    progress: createProgress(process.stderr),
    signal: new AbortController().signal,
  });
  const system = await startSystem(dataDir, 18_495, 18_496);
  try {
    await run(process.execPath, [join(root, "scripts/run.mjs"), "fleet", ...HISTORY], {
      env: withoutDatabase({ ATTESTRY_DATA_DIR: dataDir }),
    });
    // In a file: a command line can be read by others, and stands in the error of a run that fails.
    const headers = join(dataDir, "headers.json");
    await writeFile(headers, JSON.stringify({ Cookie: await signedIn(system, executable) }), { mode: 0o600 });
    for (const [form, preset] of [
      ["a computer", ["--preset=desktop"]],
      ["a phone on slow 4G, CPU slowed 4 times", []],
    ] as const) {
      const reports: Report[] = [];
      for (let done = 0; done < RUNS; done++)
        reports.push(await lighthouse(`${system.consoleUrl}/?range=24h`, headers, executable, preset));
      printScores(form, reports);
    }
  } finally {
    await system.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function printScores(form: string, reports: readonly Report[]): void {
  for (const category of ["performance", "accessibility"] as const) {
    const scores = reports.map(({ categories }) => Math.round((categories[category].score ?? 0) * 100));
    print({
      name: `Lighthouse ${category}, ${form}`,
      ours: percentile(scores, 0.5),
      limit: SCORE_MIN,
      against: `median of ${RUNS}`,
      unit: "of 100",
      target: 1,
    });
  }
  const [report] = reports;
  note(AUDITS.map((id) => `${report?.audits[id]?.title} ${report?.audits[id]?.displayValue}`).join(", "));
}

async function lighthouse(url: string, headers: string, executable: string, more: readonly string[]): Promise<Report> {
  const options = [
    "--quiet",
    "--output=json",
    "--only-categories=performance,accessibility",
    `--extra-headers=${headers}`,
    "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ...more,
  ];
  const { stdout } = await run("npx", ["--yes", process.env.LIGHTHOUSE ?? PACKAGE, url, ...options], {
    env: { ...process.env, CHROME_PATH: executable },
    maxBuffer: 64 * 1024 * 1024,
  });
  return reportSchema.parse(JSON.parse(stdout));
}

/** The cookies of somebody who signed in. */
async function signedIn({ consoleUrl, email, password }: System, executablePath: string): Promise<string> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await (await browser.newContext({ baseURL: consoleUrl })).newPage();
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${consoleUrl}/`);
    return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  } finally {
    await browser.close();
  }
}

/** The bench's own Postgres is not the system's. */
function withoutDatabase(additions: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...inherited } = process.env;
  return { ...inherited, ...additions };
}
