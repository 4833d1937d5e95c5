import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import {
  closedValues,
  DEFAULT_FILTER,
  DIMENSIONS,
  type Filter,
  RANGES,
  type RangeId,
  UNKNOWN_VALUE,
} from "../contract/filter";
import type { FirstReason } from "../contract/metrics";
import { closeHours } from "../events/maintenance";
import { summariseHours } from "../events/summaries";
import { testDatabase } from "../testing/database";
import { seeded } from "../testing/random";
import { activeInstances } from "./active-instances";
import { eventList } from "./event-list";
import { livePatch } from "./live-patch";
import { pulse } from "./pulse";
import { reasonMatrix } from "./reason-matrix";
import { reasons } from "./reasons";
import { pick, randomEvent, record, registerTestApps, TEST_VALUES } from "./testing/history";
import { matches, type RawEvent, rawEvents } from "./testing/recount";
import { WEEK_MS } from "./time-window";
import { trend } from "./trend";
import { versionAdoption } from "./version-adoption";
import { versions } from "./versions";

const { db, pool } = await testDatabase();
const SEED = 20_261_122;
const random = seeded(SEED);
/** The clock of every question: a little past what was written. */
const now = new Date();
const HOUR_MS = 3_600_000;
let raw: RawEvent[] = [];

beforeAll(async () => {
  for (const table of ["attestation_events", "rollup_minutes", "instance_hours"]) {
    await pool.query("SELECT ensure_daily_partitions($1, 12, 1)", [table]);
  }
  // Hours closed long ago, and a batch after which the newest whole hours are closed by the job itself.
  await pool.query("UPDATE rollup_progress SET hours_until = date_trunc('hour', now() - interval '30 hours', 'UTC')");
  await pool.query("UPDATE summary_progress SET values_until = hours_until FROM rollup_progress");
  const apps = await registerTestApps(pool);
  const instances = Array.from({ length: 40 }, () => randomUUID());
  const ages = [HOUR_MS, HOUR_MS, 26 * HOUR_MS, 10 * 24 * HOUR_MS];
  const events = Array.from({ length: 4000 }, () =>
    randomEvent(random, new Date(now.getTime() - Math.floor(random() * pick(random, ages))), apps, instances),
  );
  await record(pool, events.slice(0, 3000));
  await closeHours(pool);
  await summariseHours(pool);
  await record(pool, events.slice(3000));
  await summariseHours(pool);
  raw = await rawEvents(pool);
  expect(raw).toHaveLength(4000);
});

function randomFilter(): Filter {
  const values: Record<string, readonly string[]> = {
    app: ["com.example.pay", UNKNOWN_VALUE],
    version: [...TEST_VALUES.versions.filter(Boolean), UNKNOWN_VALUE],
    os: TEST_VALUES.systems,
    country: ["BR", "PT", UNKNOWN_VALUE],
    model: TEST_VALUES.models,
    sdk: TEST_VALUES.sdks,
    format: ["software-key", "app-attest", UNKNOWN_VALUE],
  };
  const side = (chance: number) =>
    Object.fromEntries(
      DIMENSIONS.filter(() => random() < chance).map((dimension) => {
        const from = closedValues(dimension) ?? values[dimension] ?? [];
        return [dimension, [...new Set([pick(random, from), pick(random, from)])]];
      }),
    );
  const fixed = random() < 0.3;
  const from = now.getTime() - Math.floor(random() * 9 * 24 * HOUR_MS) - HOUR_MS;
  return {
    ...DEFAULT_FILTER,
    range: pick<RangeId>(random, ["15m", "1h", "24h", "7d", "30d"]),
    ...(fixed
      ? { from: new Date(from).toISOString(), to: new Date(from + Math.floor(random() * 40 * HOUR_MS)).toISOString() }
      : {}),
    include: side(0.12),
    exclude: side(0.06),
    test: random() < 0.3,
  };
}

const cases = Array.from({ length: 60 }, (_, index) => [`${SEED}/${index}`, randomFilter()] as const);
const ranges = (Object.keys(RANGES) as RangeId[]).map(
  (range) => [range, { ...DEFAULT_FILTER, range, test: true }] as const,
);
/** What the page of an app asks for, which counts by version of an app serve. */
const ofApp = { app: ["com.example.pay"], platform: ["android"] };
const apps = [
  ["of an app", { ...DEFAULT_FILTER, range: "30d", include: ofApp }],
  ["of all but a version of it", { ...DEFAULT_FILTER, range: "7d", include: ofApp, exclude: { version: ["7.17.2"] } }],
  [
    "of all but the app, test traffic too",
    { ...DEFAULT_FILTER, range: "24h", exclude: { app: ofApp.app }, test: true },
  ],
] as const satisfies readonly (readonly [string, Filter])[];

describe.each([...cases, ...ranges, ...apps])(
  "a metric answers what a recount of the raw events says, filter %s",
  (_, filter) => {
    const within = (window: { from: number; to: number }) =>
      raw.filter((event) => event.at >= window.from && event.at < window.to && matches(filter, event));

    it("for the trend, bin by bin", async () => {
      const answer = await trend(db, filter, now);
      const step = answer.window.stepSeconds * 1000;
      for (const bin of answer.bins) {
        const own = within({ from: bin.at, to: bin.at + step });
        const expected: Partial<Record<FirstReason, number>> = {};
        for (const event of own) if (!event.pass) expected[event.first] = (expected[event.first] ?? 0) + 1;
        expect(bin).toEqual({
          at: bin.at,
          pass: own.filter((event) => event.pass).length,
          fail: own.filter((event) => !event.pass).length,
          reasons: expected,
        });
      }
      expect(answer.bins[0]?.at).toBe(answer.window.from);
      expect((answer.bins.at(-1)?.at ?? 0) + step).toBe(answer.window.to);
    });

    it("for the week before, laid under the same bins", async () => {
      const answer = await trend(db, filter, now, "week");
      const all = answer.bins.reduce((sum, bin) => sum + bin.pass + bin.fail, 0);
      const { from, to, stepSeconds } = answer.window;
      const begun = Math.floor(Math.min(...raw.map((event) => event.at)) / HOUR_MS) * HOUR_MS;
      if (begun > from - WEEK_MS + stepSeconds * 1000) {
        expect(answer.bins).toEqual([]);
      } else {
        expect(all).toBe(within({ from: from - WEEK_MS, to: to - WEEK_MS }).length);
        expect(answer.bins[0]?.at).toBe(from);
      }
    });

    it("for reasons, versions, platforms and the matrix", async () => {
      const answer = await reasons(db, filter, now);
      const own = within(answer.window);
      const refused = own.filter((event) => !event.pass);
      expect(answer.rows.reduce((sum, row) => sum + row.attestations, 0)).toBe(refused.length);
      for (const row of answer.rows) {
        expect(row.attestations, row.reason).toBe(refused.filter((event) => event.first === row.reason).length);
      }
      const byVersion = await versions(db, filter, now);
      const counted = byVersion.platforms.reduce((sum, row) => sum + row.pass + row.fail, 0);
      expect(counted).toBe(own.length);
      const matrix = await reasonMatrix(db, filter, now, "country");
      const cells = matrix.rows.flatMap((row) => row.cells.map((cell) => cell.refused));
      expect(cells.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(refused.length);
      for (const [index, column] of matrix.columns.entries()) {
        const country = column.value === "" ? UNKNOWN_VALUE : column.value;
        const there = own.filter((event) => event.values.country === country);
        expect(column.attestations).toBe(there.length);
        const shown = matrix.rows.reduce((sum, row) => sum + (row.cells[index]?.refused ?? 0), 0);
        const listed = matrix.rows.map((row) => row.reason);
        expect(shown).toBe(there.filter((event) => !event.pass && listed.includes(event.first)).length);
      }
    });

    it("for the adoption of versions, day by day, newest first", async () => {
      const { window, versions: rows } = await versionAdoption(db, filter, now, "30d");
      const dayMs = 86_400_000;
      for (const [place, at] of Array.from({ length: 30 }, (_, index) => window.from + index * dayMs).entries()) {
        const own = within({ from: at, to: at + dayMs });
        for (const { version, days } of rows)
          if (version !== null) expect(days[place]).toBe(own.filter((one) => one.values.version === version).length);
        expect(rows.reduce((sum, { days }) => sum + (days[place] ?? 0), 0)).toBe(own.length);
      }
      const named = rows.flatMap(({ version }) => version ?? []);
      expect(named).toEqual(["7.18.0", "7.17.2", "7.16.4"].filter((version) => named.includes(version)));
    });

    it("for distinct instances", async () => {
      const active = await activeInstances(db, filter, now);
      for (const [count, hours] of [
        [active.hour, 1],
        [active.day, 24],
        [active.month, 720],
      ] as const) {
        const from = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - hours * HOUR_MS;
        const own = within({ from, to: Number.POSITIVE_INFINITY }).filter((event) => event.kind === 2);
        expect(count.instances).toBe(new Set(own.map((event) => event.instanceId)).size);
      }
    });

    it("for the pulse and the newest patch of the stream", async () => {
      const { minutes } = await pulse(db, filter, now);
      const from = minutes[0]?.at ?? 0;
      const recent = within({ from, to: Number.POSITIVE_INFINITY });
      expect(minutes.reduce((sum, minute) => sum + minute.pass + minute.fail, 0)).toBe(recent.length);
      const patch = await livePatch(db, filter, now, { at: 0, events: "none" });
      const whole = await trend(db, filter, now);
      expect(patch.bins).toEqual(whole.bins);
    });

    it("for the list, every event once and in order", async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await eventList(db, filter, now, { cursor, limit: 37 });
        seen.push(...page.events.map((event) => event.id));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      const { window } = await trend(db, filter, now);
      const own = within(window).toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
      expect(seen).toEqual(own.map((event) => event.id));
    });
  },
);
