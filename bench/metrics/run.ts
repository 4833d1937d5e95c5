/**
 * Every metric over every range on a long history, by a filter of no, one and two dimensions, each against 50 ms.
 *
 *   npm run bench -- metrics --attestations=100000000 --raw=10000000 --days=365
 *
 * `--built=1` takes the history that is in the database of DATABASE_URL already.
 */

import { type Connection, connect } from "../../drizzle/client";
import { parseBackfillArguments } from "../../fleet/backfill/arguments";
import { backfill } from "../../fleet/backfill/run";
import { config, requireDatabaseUrl } from "../../lib/config";
import { DEFAULT_FILTER, type Filter, RANGES, type RangeId } from "../../lib/contract/filter";
import { activeInstances } from "../../lib/metrics/active-instances";
import { changes } from "../../lib/metrics/changes";
import { eventList } from "../../lib/metrics/event-list";
import { filterValues } from "../../lib/metrics/filter-values";
import { instanceList } from "../../lib/metrics/instance-list";
import { pulse } from "../../lib/metrics/pulse";
import { reasonMatrix } from "../../lib/metrics/reason-matrix";
import { reasons } from "../../lib/metrics/reasons";
import { trend } from "../../lib/metrics/trend";
import { versionAdoption } from "../../lib/metrics/version-adoption";
import { versions } from "../../lib/metrics/versions";
import { numberOption } from "../options";
import { note, percentile, print } from "../report";
import { growEvents } from "./grow-events";

const LIMIT_MS = 50;
const RUNS = 40;
const RANGE_IDS = Object.keys(RANGES) as RangeId[];

type Include = Filter["include"];
const NONE: Include = {};
const ONE: Include = { country: ["BR"] };
/** As the page of an app asks. */
const APP: Include = { app: ["com.example.meridian"], platform: ["android"] };
const TWO: Include = { platform: ["android"], version: ["7.17.2"] };

type Ask = (connection: Connection, filter: Filter, now: Date) => Promise<unknown>;

/** Metrics that follow the range of the page. */
const RANGED: Readonly<Record<string, Ask>> = {
  trend: ({ db }, filter, now) => trend(db, filter, now),
  "trend, one week before": ({ db }, filter, now) => trend(db, filter, now, "week"),
  reasons: ({ db }, filter, now) => reasons(db, filter, now),
  versions: ({ db }, filter, now) => versions(db, filter, now),
  "reason by version": ({ db }, filter, now) => reasonMatrix(db, filter, now, "version"),
  "what changed": ({ db }, filter, now) => changes(db, filter, now, { baseline: "week" }),
};

/** Metrics whose time is their own. */
const FIXED: Readonly<Record<string, Ask>> = {
  pulse: ({ db }, filter, now) => pulse(db, filter, now),
  "active instances": ({ db }, filter, now) => activeInstances(db, filter, now),
  "version adoption of an app, 90 d": ({ db }, filter, now) =>
    versionAdoption(db, { ...filter, include: APP }, now, "90d"),
  "filter values": ({ db }, filter) => filterValues(db, "model", filter.test),
};

/** Pairs of choices for the event list: common, rare, and what is never seen. */
const PAIRS: readonly Include[] = [
  { platform: ["android"], country: ["BR"] },
  { country: ["AO"], reason: ["emulator"] },
  { model: ["Fairphone 5"], outcome: ["fail"] },
  { version: ["7.16.4"], reason: ["debugger"] },
  { os: ["16"], sdk: ["4.2.0"] },
  { country: ["CH"], reason: ["stale"] },
];

/** Builds the history and measures. */
export async function benchMetrics(): Promise<void> {
  const connection = connect(requireDatabaseUrl(config()), 4, "attestry-bench");
  try {
    const now = new Date();
    if (numberOption("built", 0) === 0) await build(connection, now);
    await noteSize(connection);
    for (const [name, ask] of Object.entries(RANGED)) {
      for (const [filter, include] of Object.entries({ "no filter": NONE, "one filter": ONE, "two filters": TWO }))
        await measure(connection, `${name}, ${filter}`, RANGE_IDS.map(filterOf(include)), ask, now);
    }
    for (const [name, ask] of Object.entries(FIXED))
      await measure(connection, name, [{ ...DEFAULT_FILTER, include: NONE }], ask, now);
    const lists = PAIRS.flatMap((include) => (["1h", "24h", "7d", "90d"] as const).map(filterOf(include)));
    await measure(connection, "first page of events, any two filters", lists, listEvents, now);
    await measure(
      connection,
      "first page of instances",
      (["1h", "24h", "7d"] as const).map(filterOf(ONE)),
      listInstances,
      now,
    );
  } finally {
    await connection.close();
  }
}

const listEvents: Ask = ({ db }, filter, now) => eventList(db, filter, now, { limit: 50 });
const listInstances: Ask = ({ db }, filter, now) => instanceList(db, filter, now, { limit: 50 });

function filterOf(include: Include): (range: RangeId) => Filter {
  return (range) => ({ ...DEFAULT_FILTER, range, include });
}

async function build(connection: Connection, now: Date): Promise<void> {
  const [attestations, days] = [numberOption("attestations", 10_000_000), numberOption("days", 90)];
  const raw = numberOption("raw", 1_000_000);
  const own = Math.min(raw, 100_000);
  const started = performance.now();
  const asked = parseBackfillArguments([
    "--backfill",
    `${days}d`,
    "--attestations",
    String(attestations),
    "--raw",
    String(own),
  ]);
  const built = await backfill(connection, asked, now, (line) => process.stderr.write(`        ${line}\n`));
  const events = await growEvents(connection.pool, raw, now);
  note(
    `${built.attestations} attestations of ${built.installations} installations in ${days} days, ${events} of them single events; ` +
      `made in ${Math.round((performance.now() - started) / 1000)} s`,
  );
}

async function noteSize({ pool }: Connection): Promise<void> {
  const { rows } = await pool.query<Record<"counted" | "facets" | "hours" | "days" | "events", number>>(
    `SELECT (SELECT sum(n) FROM value_hours WHERE dimension = 'all')::float8 AS counted, (SELECT count(*) FROM facets)::int AS facets,
       (SELECT count(*) FROM rollup_hours)::int AS hours, (SELECT count(*) FROM rollup_days)::int AS days,
       (SELECT count(*) FROM attestation_events)::int AS events`,
  );
  const [size] = rows;
  note(
    `${size?.counted} attestations in rollups, ${size?.facets} facets, ${size?.hours} rows of hours, ${size?.days} of days, ${size?.events} single events`,
  );
}

async function measure(
  connection: Connection,
  name: string,
  filters: readonly Filter[],
  ask: Ask,
  now: Date,
): Promise<void> {
  const figures: { of: string; p95: number }[] = [];
  for (const filter of filters) {
    const times: number[] = [];
    for (let run = 0; run < RUNS + 2; run++) {
      const started = performance.now();
      await ask(connection, filter, now);
      // The first two fill the caches of Postgres and of the plan.
      if (run >= 2) times.push(performance.now() - started);
    }
    figures.push({ of: filter.range, p95: percentile(times, 0.95) });
  }
  const worst = Math.max(...figures.map(({ p95 }) => p95));
  print({ name, ours: worst, limit: LIMIT_MS, against: "the slowest range", unit: "ms p95", target: null });
  note(figures.map(({ of, p95 }) => `${of} ${p95.toFixed(0)}`).join(", "));
}
