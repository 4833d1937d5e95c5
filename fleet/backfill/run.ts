/** `npm run fleet -- --backfill 90d`: a sample app with a history to look at, straight into the database. */
import type pg from "pg";
import type { Connection } from "../../drizzle/client";
import { config } from "../../lib/config";
import { MINUTES_KEPT_DAYS } from "../../lib/contract/history";
import { closeHours } from "../../lib/events/maintenance";
import { notifyRecorded } from "../../lib/events/record";
import { summariseAllHours } from "../../lib/events/summaries";
import { rebuildWeeks } from "../../lib/events/weeks";
import { type BackfillArguments, parseBackfillArguments } from "./arguments";
import { connectToHistory } from "./database";
import { planHistory, writeDay } from "./history";
import { HOUR_MS, PER_INSTALLATION_AND_DAY } from "./hours";
import { drawInstallations, type Installation } from "./installations";
import { registerSampleApp } from "./sample-app";
import { writeSampleConsole } from "./sample-console";
import { writeStates } from "./write";

const DAY_MS = 24 * HOUR_MS;
/** Single events cover this much at most. */
const RAW_HOURS_MAX = 48;
/** Installations that are alive on an average day, of all that ever are. */
const ALIVE_SHARE = 0.68;
const INSTANCES_AT_ONCE = 5000;

export type Tell = (line: string) => void;

/** Runs the command; returns the exit code. */
export async function runBackfill(args: readonly string[], tell: Tell): Promise<number> {
  const asked = parseBackfillArguments(args);
  const connection = await connectToHistory(config());
  try {
    await backfill(connection, asked, new Date(), tell);
    return 0;
  } finally {
    await connection.close();
  }
}

/** Writes the history that ends at `now`. Throws a `FleetError` where there is one already. */
export async function backfill(
  { db, pool }: Pick<Connection, "db" | "pool">,
  asked: BackfillArguments,
  now: Date,
  tell: Tell,
): Promise<{ attestations: number; installations: number }> {
  const end = now.getTime();
  const start = Math.floor(end / DAY_MS) * DAY_MS - asked.backfill * DAY_MS;
  const client = await pool.connect();
  try {
    await client.query("SET synchronous_commit = off");
    await makePartitions(client);
    const test = asked["as-test"] === "yes";
    const apps = await registerSampleApp(db, new Date(start));
    const perDay = asked.attestations / asked.backfill;
    const count = Math.ceil(perDay / PER_INSTALLATION_AND_DAY / ALIVE_SHARE);
    const installations = drawInstallations(count, asked.backfill, end, asked.seed);
    tell(`${installations.length} installations of ${apps.android.name}, ${asked.backfill} days up to now`);
    await writeInstances(client, installations, { android: apps.android.id, ios: apps.ios.id }, test);
    const rawFrom = Math.ceil((end - rawHours(asked, perDay) * HOUR_MS) / HOUR_MS) * HOUR_MS;
    const plan = await planHistory(client, { installations, apps, test, seed: asked.seed, end, rawFrom });
    let attestations = 0;
    const told = every(2000, tell);
    for (let day = start; day < end; day += DAY_MS) {
      attestations += await writeDay(client, plan, day);
      const days = Math.round((day - start) / DAY_MS) + 1;
      told(`${days} of ${asked.backfill + 1} days, ${attestations} attestations`);
    }
    await writeStates(client, plan.lastSeen);
    tell(`${attestations} attestations; summing up`);
    await client.query("ANALYZE");
    await closeHours(pool);
    await rebuildWeeks(pool);
    const hours = (asked.backfill + 1) * 24;
    await summariseAllHours(pool, (done) => told(`${Math.min(done, hours)} of ${hours} hours summed up`));
    await rebuildWeeks(pool);
    await client.query("ANALYZE");
    const ids = [apps.android.id, apps.ios.id];
    await writeSampleConsole(db, { apps: ids, installations, test, since: new Date(start), end });
    await notifyRecorded(pool);
    tell(test ? "done: switch test traffic on to see it" : "done: it shows on every page");
    return { attestations, installations: installations.length };
  } finally {
    client.release(true);
  }
}

function rawHours({ raw }: BackfillArguments, perDay: number): number {
  return Math.min(RAW_HOURS_MAX, (raw / perDay) * 24);
}

async function makePartitions(client: pg.ClientBase): Promise<void> {
  await client.query(
    `SELECT ensure_daily_partitions(parent, $1, 7)
     FROM unnest(ARRAY['attestation_events', 'rollup_minutes', 'instance_hours']) AS parent`,
    [MINUTES_KEPT_DAYS],
  );
}

async function writeInstances(
  client: pg.ClientBase,
  installations: readonly Installation[],
  apps: Readonly<Record<Installation["platform"], number>>,
  test: boolean,
): Promise<void> {
  for (let from = 0; from < installations.length; from += INSTANCES_AT_ONCE) {
    const some = installations.slice(from, from + INSTANCES_AT_ONCE);
    await client.query(
      `INSERT INTO instances (id, app_id, enrolled_at, format, security_level, thumbprint, test, model, evidence)
       SELECT id, app_id, enrolled_at, format, level, 'sample-' || id, $6, model, '{}'
       FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[], $5::text[]) AS i(id, app_id, enrolled_at, model, platform),
         LATERAL (SELECT CASE platform WHEN 'ios' THEN 'app-attest' ELSE 'key-attestation' END AS format,
           CASE platform WHEN 'ios' THEN 'secure-enclave' ELSE 'trusted-environment' END AS level) AS key`,
      [
        some.map(({ id }) => id),
        some.map(({ platform }) => apps[platform]),
        some.map(({ enrolledAt }) => new Date(enrolledAt)),
        some.map(({ model }) => model),
        some.map(({ platform }) => platform),
        test,
      ],
    );
  }
}

/** Tells a line at most every so often. */
function every(milliseconds: number, tell: Tell): Tell {
  let next = 0;
  return (line) => {
    if (performance.now() < next) return;
    next = performance.now() + milliseconds;
    tell(line);
  };
}
