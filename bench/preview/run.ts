/**
 * Previews over the sample history: any draft over any range, read anew and as whoever edits a draft sees it.
 *
 *   npm run bench -- preview --attestations=100000000 --days=90
 *
 * `--built=1` takes the history that is in the database of DATABASE_URL already.
 */
import { type Connection, connect } from "../../drizzle/client";
import { parseBackfillArguments } from "../../fleet/backfill/arguments";
import { backfill } from "../../fleet/backfill/run";
import { config, requireDatabaseUrl } from "../../lib/config";
import { PREVIEW_RANGES, type PreviewRange } from "../../lib/contract/admin/policy-preview";
import { type AppraisalPolicy, appraisalPolicySchema } from "../../lib/contract/policy";
import { previewPolicy } from "../../lib/metrics/policy-preview/preview";
import { numberOption } from "../options";
import { note, percentile, print } from "../report";

const ROUNDS = 40;
const LIMIT_MS = 300;
/** How long somebody takes for a first change at least. */
const OPEN_MS = 2000;

/** Drafts from the usual to the worst: actions only, a patch level that no rollup holds, everything at once. */
const DRAFTS: Readonly<Record<string, (inForce: AppraisalPolicy) => object>> = {
  "two actions": ({ signals }) => ({ signals: { ...signals, emulator: "reject", "app-cloned": "ignore" } }),
  "an older patch level rejected": ({ signals }) => ({
    signals: { ...signals, "outdated-patch": "reject" },
    minimumPatchLevel: "2026-06",
  }),
  "every signal rejected, versions, exceptions": ({ signals }) => ({
    signals: Object.fromEntries([...Object.keys(signals), "dev-mode"].map((id) => [id, "reject"])),
    minimumAppVersion: "7.17.2",
    minimumOsVersion: "14",
    minimumPatchLevel: "2026-02",
    builds: "exact",
    exceptions: [{ signal: "outdated-patch", model: "SM-*" }],
  }),
};

interface SampleApp {
  readonly id: number;
  readonly platform: string;
  readonly policy: unknown;
  readonly attestations: number;
  readonly instances: number;
}

/** Every draft over every range, for each app of the sample. */
export async function benchPreview(): Promise<void> {
  const connection = connect(requireDatabaseUrl(config()), 4, "attestry-bench");
  try {
    if (numberOption("built", 0) === 0) await build(connection);
    await connection.pool.query("VACUUM ANALYZE");
    for (const app of await sampleApps(connection)) {
      note(`${app.platform}: ${app.attestations} attestations in whole weeks, ${app.instances} instances`);
      const inForce = appraisalPolicySchema.parse(app.policy);
      for (const [name, change] of Object.entries(DRAFTS)) {
        const draft = appraisalPolicySchema.parse({ ...inForce, ...change(inForce) });
        await measure(connection, { appId: app.id, name: `${app.platform}, ${name}`, draft, inForce });
      }
    }
  } finally {
    await connection.close();
  }
}

async function build(connection: Connection): Promise<void> {
  const [attestations, days] = [numberOption("attestations", 100_000_000), numberOption("days", 90)];
  const asked = parseBackfillArguments(["--backfill", `${days}d`, "--attestations", String(attestations)]);
  await backfill(connection, asked, new Date(), (line) => process.stderr.write(`        ${line}\n`));
}

async function sampleApps({ pool }: Connection): Promise<SampleApp[]> {
  const { rows } = await pool.query<SampleApp>(
    `SELECT a.id, a.platform, p.policy,
       (SELECT sum(n) FROM rollup_weeks JOIN facets f ON f.id = facet_id WHERE f.app_id = a.id)::float8 AS attestations,
       (SELECT count(*) FROM instance_states JOIN facets f ON f.id = facet_id WHERE f.app_id = a.id)::float8 AS instances
     FROM apps a JOIN policy_versions p ON p.id = a.active_policy_id ORDER BY a.id`,
  );
  return rows;
}

interface Measured {
  readonly appId: number;
  readonly name: string;
  readonly draft: AppraisalPolicy;
  readonly inForce: AppraisalPolicy;
}

async function measure(connection: Connection, measured: Measured): Promise<void> {
  const { appId, name, draft } = measured;
  const figure = { limit: LIMIT_MS, unit: "ms", target: null, against: "the issue's bound" };
  const ask = async (range: PreviewRange, recent: boolean) => {
    const started = performance.now();
    await previewPolicy(connection.db, { appId, draft, range, test: false, recent }, new Date());
    return performance.now() - started;
  };
  const others: string[] = [];
  for (const range of PREVIEW_RANGES) {
    const [anew, edited] = [await repeated(() => ask(range, false)), await repeated(() => ask(range, true))];
    if (range === "90d") {
      print({ ...figure, name: `90 d, ${name}, read anew: p95`, ours: anew.p95 });
      note(`median ${Math.round(anew.median)} ms`);
      print({ ...figure, name: `90 d, ${name}, while editing: p95`, ours: edited.p95 });
    } else others.push(`${range} ${Math.round(anew.p95)} and ${Math.round(edited.p95)}`);
  }
  note(`read anew and while editing, p95 in ms: ${others.join(", ")}`);
  const first = await firstAfterOpening(measured);
  print({ ...figure, name: `90 d, ${name}, first draft ${OPEN_MS / 1000} s after opening the page`, ours: first });
}

/** On a console just started, somebody opens the page, which previews 7 days, makes a change, and looks at 90 days. */
async function firstAfterOpening({ appId, draft, inForce }: Measured): Promise<number> {
  const { db, close } = connect(requireDatabaseUrl(config()), 4, "attestry-bench");
  const ask = (asked: AppraisalPolicy, range: PreviewRange) =>
    previewPolicy(db, { appId, draft: asked, range, test: false, recent: true }, new Date());
  await ask(inForce, "7d");
  await new Promise((resolve) => setTimeout(resolve, OPEN_MS));
  const started = performance.now();
  await ask(draft, "90d");
  const took = performance.now() - started;
  await close();
  return took;
}

/** Some rounds, the first of which counts too. */
async function repeated(round: () => Promise<number>): Promise<{ median: number; p95: number }> {
  const times: number[] = [];
  for (let count = 0; count < ROUNDS; count++) times.push(await round());
  return { median: percentile(times, 0.5), p95: percentile(times, 0.95) };
}
