import pg from "pg";
import { connect } from "../../drizzle/client";
import { config, requireDatabaseUrl } from "../../lib/config";
import { PREVIEW_RANGES } from "../../lib/contract/admin/policy-preview";
import { type AppraisalPolicy, appraisalPolicySchema, STARTING_POLICY } from "../../lib/contract/policy";
import { rebuildWeeks } from "../../lib/events/weeks";
import { previewPolicy } from "../../lib/metrics/policy-preview/preview";
import { note, percentile, print } from "../report";
import { seedSample } from "./seed";

const SIZE = { days: 90, attestations: 100_000_000, instances: 400_000 };
const ROUNDS = 7;
const LIMIT_MS = 300;
/** How long somebody takes for a first change at least. */
const OPEN_MS = 2000;

const in_force = { ...STARTING_POLICY, minimumPatchLevel: "2025-05" };
const changed = (change: object): AppraisalPolicy => appraisalPolicySchema.parse({ ...in_force, ...change });

/** Drafts from the usual to the worst: actions only, a patch level that no rollup holds, everything at once. */
const DRAFTS: Readonly<Record<string, AppraisalPolicy>> = {
  "two actions": changed({ signals: { ...in_force.signals, emulator: "reject", "app-cloned": "ignore" } }),
  "an older patch level rejected": changed({ minimumPatchLevel: "2025-11" }),
  "every signal rejected, versions, exceptions": changed({
    signals: Object.fromEntries(
      Object.keys(in_force.signals)
        .map((id) => [id, "reject"])
        .concat([["dev-mode", "reject"]]),
    ),
    minimumAppVersion: "7.17.2",
    minimumOsVersion: "14",
    minimumPatchLevel: "2026-02",
    builds: "exact",
    exceptions: [{ signal: "outdated-patch", model: "SM-*" }],
  }),
};

/** Any draft over any range of a large history. */
export async function benchPreview(): Promise<void> {
  const client = new pg.Client({ connectionString: requireDatabaseUrl(config()) });
  await client.connect();
  const appId = await seedSample(client, SIZE);
  const connection = connect(requireDatabaseUrl(config()), 4, "attestry-bench");
  await rebuildWeeks(connection.pool);
  await client.query("VACUUM ANALYZE rollup_weeks, instance_states, facets, rollup_hours");
  const { rows } = await client.query<{ hours: string; weeks: string; n: string }>(
    "SELECT count(*) AS hours, (SELECT count(*) FROM rollup_weeks) AS weeks, sum(n) AS n FROM rollup_hours",
  );
  await client.end();
  note(
    `${rows[0]?.n} attestations in ${rows[0]?.hours} rows by day and ${rows[0]?.weeks} by week, ${SIZE.instances} instances`,
  );
  const preview = async (draft: AppraisalPolicy, range: (typeof PREVIEW_RANGES)[number], recent: boolean) => {
    const started = performance.now();
    await previewPolicy(connection.db, { appId, draft, range, test: false, recent }, new Date());
    return performance.now() - started;
  };
  for (const [name, draft] of Object.entries(DRAFTS)) {
    for (const range of PREVIEW_RANGES) {
      await preview(draft, range, false);
      const anew = await repeated(() => preview(draft, range, false));
      await preview(draft, range, true);
      const edited = await repeated(() => preview(draft, range, true));
      if (range !== "90d") {
        note(`${name}, ${range}: read anew ${milliseconds(anew)} ms, while editing ${milliseconds(edited)} ms`);
        continue;
      }
      const figure = { limit: LIMIT_MS, unit: "ms", target: null };
      print({ ...figure, name: `90 d, ${name}, read anew: median`, ours: anew, against: "the issue's bound" });
      print({ ...figure, name: `90 d, ${name}, while editing: median`, ours: edited, against: "the issue's bound" });
    }
    const first = await firstAfterOpening(appId, draft);
    const name90 = `90 d, ${name}, first draft ${OPEN_MS / 1000} s after its page was opened on a console just started`;
    print({ name: name90, ours: first, limit: LIMIT_MS, unit: "ms", target: null, against: "the issue's bound" });
  }
  await connection.close();
}

/** Somebody opens the page, which previews 7 days, makes a change, and looks at 90 days. */
async function firstAfterOpening(appId: number, draft: AppraisalPolicy): Promise<number> {
  const { db, close } = connect(requireDatabaseUrl(config()), 4, "attestry-bench");
  const ask = (asked: AppraisalPolicy, range: (typeof PREVIEW_RANGES)[number]) =>
    previewPolicy(db, { appId, draft: asked, range, test: false, recent: true }, new Date());
  await ask(appraisalPolicySchema.parse(in_force), "7d");
  await new Promise((resolve) => setTimeout(resolve, OPEN_MS));
  const started = performance.now();
  await ask(draft, "90d");
  const took = performance.now() - started;
  await close();
  return took;
}

/** The median time of some rounds. */
async function repeated(round: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < ROUNDS; count++) times.push(await round());
  return percentile(times, 0.5);
}

const milliseconds = (time: number) => Math.round(time);
