import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../drizzle/client";
import { ALERT_METRIC_IDS, ALERT_METRICS } from "../contract/alerts";
import { DEFAULT_FILTER, type Filter } from "../contract/filter";
import { closeHours } from "../events/maintenance";
import { summariseHours } from "../events/summaries";
import { testDatabase } from "../testing/database";
import { seeded } from "../testing/random";
import { type AlertQuestion, alertHours, alertInstances, alertMinutes } from "./alert-counts";
import { randomEvent, record, registerTestApps } from "./testing/history";
import { matches, type RawEvent, rawEvents } from "./testing/recount";

const { db, pool, url } = await testDatabase();
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const random = seeded(29);
const now = Date.now();
let raw: RawEvent[] = [];
/** Ids of events whose app said it used a retired secret. */
const usedRetired = new Set<string>();

beforeAll(async () => {
  for (const table of ["attestation_events", "rollup_minutes", "instance_hours"])
    await pool.query("SELECT ensure_daily_partitions($1, 4, 1)", [table]);
  await pool.query("UPDATE rollup_progress SET hours_until = date_trunc('hour', now() - interval '70 hours', 'UTC')");
  await pool.query("UPDATE summary_progress SET values_until = hours_until FROM rollup_progress");
  const apps = await registerTestApps(pool);
  const instances = Array.from({ length: 30 }, () => randomUUID());
  const events = Array.from({ length: 4000 }, () =>
    randomEvent(random, new Date(now - Math.floor(random() * 2.5 * DAY_MS)), apps, instances),
  );
  const endedIds = [await secretVersion()];
  const users = events.flatMap((event, index) =>
    index % 4 === 0 && event.kind === 2 ? [{ ...event, delivery: { setKey: "none", versionIds: [], endedIds } }] : [],
  );
  for (const { id } of users) usedRetired.add(id);
  await record(pool, users);
  // What was recorded already comes again, as it does out of a spool: twice is once.
  await record(pool, [...events.filter(({ id }) => !usedRetired.has(id)), ...users]);
  await closeHours(pool);
  await summariseHours(pool);
  raw = await rawEvents(pool);
});

async function secretVersion(): Promise<number> {
  await pool.query(
    `INSERT INTO secret_vault_keys (kid, public_jwk, provider, provider_key, wrapped) VALUES ('k', '{}', 'file', 'f', 'w')`,
  );
  const { rows } = await pool.query<{ id: number }>(
    `WITH secret AS (INSERT INTO secrets (uid, name, domains, created_by) VALUES (gen_random_uuid(), 's', '{}', 't') RETURNING id)
     INSERT INTO secret_versions (secret_id, version, vault_kid, sealed, bytes, fingerprint, note, created_by, active_from, overlap_seconds)
     SELECT id, 1, 'k', '', 1, '', '', 't', now(), 0 FROM secret RETURNING id`,
  );
  return rows[0]?.id ?? 0;
}

const FILTERS: readonly Partial<Filter>[] = [
  {},
  { test: true },
  { include: { country: ["BR"] } },
  { exclude: { version: ["7.16.4"] }, test: true },
  { include: { country: ["BR", "PT"], platform: ["android"] } },
  { include: { reason: ["root", "emulator"] } },
  { include: { outcome: ["fail"] }, exclude: { reason: ["root"], country: ["PT"] } },
];

/** Every metric with every filter. */
const QUESTIONS = ALERT_METRIC_IDS.filter((metric) => metric !== "active-instances").flatMap((metric) =>
  FILTERS.map((filter): AlertQuestion => {
    const reason = ALERT_METRICS[metric].takesReason ? "root" : null;
    return { metric, reason, filter: { ...DEFAULT_FILTER, ...filter } };
  }),
);

/** The same by looking at every event. */
function recount({ metric, reason, filter }: AlertQuestion, bins: readonly number[], widthMs: number) {
  const { reason: _in, outcome: _is, ...include } = filter.include;
  const { reason: _out, outcome: _not, ...exclude } = filter.exclude;
  return bins.flatMap((at) => {
    const all = raw.filter(
      (event) => event.at >= at && event.at < at + widthMs && matches({ ...filter, include, exclude }, event),
    );
    if (metric === "retired-secret-uses")
      return [{ at, all: all.length, hit: all.filter(({ id, pass }) => pass && usedRetired.has(id)).length }];
    const hit = all
      .filter((event) => matches(filter, event))
      .filter((event) => metric === "attestations-per-second" || !event.pass)
      .filter((event) => reason === null || event.reasons.includes(reason));
    return [{ at, all: all.length, hit: hit.length }];
  });
}

const byTime = <T extends { at: number }>(rows: readonly T[]) => rows.toSorted((a, b) => a.at - b.at);
const hourOf = (at: number) => Math.floor(at / HOUR_MS) * HOUR_MS;
/** Hours as a usual asks for them, with gaps between; the newest is still open, and right after its turn the one before too. */
const hours = [0, 1, 2, 5, 23, 24, 25, 47].map((ago) => hourOf(now) - ago * HOUR_MS);
/** An hour that has just begun may hold nothing yet. */
const recordedHours = () => hours.filter((hour) => raw.some(({ at }) => hourOf(at) === hour));

describe("what alerts count", () => {
  it.each(QUESTIONS)("by minute is what the events say: $metric $filter", async (question) => {
    const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    const from = to - 3 * HOUR_MS;
    const minutes = Array.from({ length: 180 }, (_, index) => from + index * MINUTE_MS);
    const expected = recount(question, minutes, MINUTE_MS).filter(({ all }) => all > 0);
    expect(byTime(await alertMinutes(db, question, { from, to }))).toEqual(expected);
  });

  it.each(QUESTIONS)("by hour is what the events say: $metric $filter", async (question) => {
    const expected = byTime(recount(question, recordedHours(), HOUR_MS));
    expect(byTime(await alertHours(db, question, hours))).toEqual(expected);
  });

  it.each(FILTERS)("of instances is what the events say: %o", async (partial) => {
    const filter = { ...DEFAULT_FILTER, ...partial };
    const expected = recordedHours().map((at) => {
      const seen = raw.filter((event) => event.kind === 2 && event.instanceId !== null && hourOf(event.at) === at);
      return {
        at,
        instances: new Set(seen.filter((event) => matches(filter, event)).map((event) => event.instanceId)).size,
      };
    });
    expect(byTime(await alertInstances(db, filter, hours))).toEqual(byTime(expected));
  });

  it("of retired secrets is more than nothing, and each use counts once however often it is recorded", async () => {
    const { rows } = await pool.query<{ minutes: number; uses: number }>(
      `SELECT (SELECT sum(n)::int FROM secret_retired_use_minutes) AS minutes,
         (SELECT sum(n)::int FROM secret_retired_uses) AS uses`,
    );
    const passed = raw.filter(({ id, pass }) => pass && usedRetired.has(id)).length;
    expect(passed).toBeGreaterThan(100);
    expect(rows[0]).toEqual({ minutes: passed, uses: passed });
  });

  it("says nothing of an hour in which nothing at all was recorded", async () => {
    const question: AlertQuestion = { metric: "rejections", reason: null, filter: DEFAULT_FILTER };
    expect(await alertHours(db, question, [hourOf(now) - 30 * DAY_MS])).toEqual([]);
    expect(await alertInstances(db, DEFAULT_FILTER, [hourOf(now) - 30 * DAY_MS])).toEqual([]);
  });

  it("by hour is the same while the hour that ended last is not closed yet", async () => {
    await pool.query("UPDATE rollup_progress SET hours_until = hours_until - interval '1 hour'");
    for (const table of ["rollup_hours", "facet_hours", "value_hours"])
      await pool.query(`DELETE FROM ${table} USING rollup_progress WHERE bucket >= hours_until`);
    await pool.query("UPDATE summary_progress SET values_until = hours_until FROM rollup_progress");
    // A connection of its own: how far the rollups go is remembered for a moment.
    const fresh = connect(url, 1, "attestry-test");
    const question: AlertQuestion = { metric: "rejections", reason: null, filter: DEFAULT_FILTER };
    const expected = byTime(recount(question, recordedHours(), HOUR_MS));
    expect(byTime(await alertHours(fresh.db, question, hours))).toEqual(expected);
    await fresh.close();
  });
});
