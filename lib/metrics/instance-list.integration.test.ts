import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_FILTER, type Filter } from "../contract/filter";
import { OUTCOMES } from "../contract/outcome";
import type { AttestationEvent } from "../events/event";
import { closeHours } from "../events/maintenance";
import { summariseHours } from "../events/summaries";
import { testDatabase } from "../testing/database";
import { seeded } from "../testing/random";
import { instanceList } from "./instance-list";
import { pick, randomEvent, record, registerTestApps } from "./testing/history";

const { db, pool } = await testDatabase();
const apps = await registerTestApps(pool);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

beforeAll(async () => {
  for (const table of ["attestation_events", "rollup_minutes", "instance_hours"])
    await pool.query("SELECT ensure_daily_partitions($1, 40, 1)", [table]);
});

/** One attestation of an installation; what it is like is drawn. */
function attested(random: () => number, instanceId: string, at: number, country = "PT"): AttestationEvent {
  const event = randomEvent(random, new Date(at), apps, [instanceId]);
  return { ...event, kind: 2, instanceId, facets: { ...event.facets, country, test: false } };
}

/** Everything that a filter lists, page by page; `meanwhile` runs between two pages. */
async function walk(filter: Filter, now: Date, limit: () => number, meanwhile: () => Promise<void>) {
  const pages: string[][] = [];
  let cursor: string | undefined;
  let reachesFrom: number | null;
  do {
    const page = await instanceList(db, filter, now, { cursor, limit: limit() });
    pages.push(page.instances.map(({ instanceId }) => instanceId));
    cursor = page.next ?? undefined;
    reachesFrom = page.reachesFrom;
    await meanwhile();
  } while (cursor !== undefined);
  return { pages, listed: pages.flat(), reachesFrom };
}

describe("paging through installations while more attest", () => {
  it.each([1, 2, 3, 4, 5, 6])("lists each once where it was when the walk began, seed %i", async (seed) => {
    const random = seeded(seed);
    const country = `X${seed}`;
    const filter: Filter = { ...DEFAULT_FILTER, range: "7d", include: { country: [country] } };
    const now = new Date();
    const hourOf = (at: number) => Math.floor(at / HOUR_MS);
    const instances = Array.from({ length: 80 }, () => randomUUID());
    const lastHours = new Map<string, number>();
    const first = instances.flatMap((id) =>
      Array.from({ length: 3 }, () => {
        const at = now.getTime() - Math.floor(random() * 60 * HOUR_MS);
        lastHours.set(id, Math.max(lastHours.get(id) ?? 0, hourOf(at)));
        return attested(random, id, at, country);
      }),
    );
    await record(pool, first);
    const { listed } = await walk(
      filter,
      now,
      () => 1 + Math.floor(random() * 20),
      async () => {
        // Installations move to the newest hour, to one that is being read and to older ones; new ones come.
        const some = Array.from({ length: 12 }, () => pick(random, instances));
        const ago = () => Math.floor(random() * 60 * HOUR_MS);
        await record(pool, [
          ...some.flatMap((id) => [
            attested(random, id, Date.now() - 5, country),
            attested(random, id, now.getTime() - ago(), country),
          ]),
          attested(random, randomUUID(), now.getTime() - ago(), country),
        ]);
      },
    );
    const order = instances.toSorted((a, b) => (lastHours.get(b) ?? 0) - (lastHours.get(a) ?? 0) || (a < b ? 1 : -1));
    expect(listed).toEqual(order);
  });

  it("sees what was committed when it began, and not what was under way", async () => {
    const random = seeded(77);
    const filter: Filter = { ...DEFAULT_FILTER, range: "24h", include: { country: ["Y1"] } };
    // In one hour, the late one below the early one: a page that saw it would list it next.
    const [late = "", early = ""] = [randomUUID(), randomUUID()].toSorted();
    const now = new Date();
    await record(pool, [attested(random, early, now.getTime() - 2 * HOUR_MS, "Y1")]);
    const writer = await pool.connect();
    await writer.query("BEGIN");
    await writer.query(
      `INSERT INTO instance_hours SELECT bucket, $1, facet_id, outcome, reasons FROM instance_hours
       WHERE instance_id = $2`,
      [late, early],
    );
    const page = await instanceList(db, filter, now, { limit: 1 });
    await writer.query("COMMIT");
    writer.release();
    expect(page.instances.map(({ instanceId }) => instanceId)).toEqual([early]);
    const again = await instanceList(db, filter, now, { limit: 5 });
    expect(again.instances.map(({ instanceId }) => instanceId)).toEqual([early, late]);
    const rest = await instanceList(db, filter, now, { limit: 1, cursor: page.next ?? undefined });
    expect(rest).toMatchObject({ instances: [], next: null });
  });

  it("refuses a cursor that it did not make", async () => {
    const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    for (const snapshot of ["", "5:4:", "4:9:9", "4:9:6,5", "0:9:", "4294967296:4294967299:", "1:2:3:4", "4:9:'"])
      await expect(
        instanceList(db, DEFAULT_FILTER, new Date(), { limit: 1, cursor: `${hour}..${snapshot}` }),
      ).rejects.toMatchObject({ code: "invalid_request" });
    await expect(instanceList(db, DEFAULT_FILTER, new Date(), { limit: 1, cursor: `${hour}.` })).rejects.toMatchObject({
      code: "invalid_request",
    });
    const given = await instanceList(db, DEFAULT_FILTER, new Date(), { limit: 1, cursor: `${hour}..4:9:5,7` });
    expect(given.instances).toEqual([]);
  });
});

describe("a filter that few pass through", () => {
  it("has a page with rows at once, however long ago they attested", async () => {
    const random = seeded(5);
    const now = new Date();
    const others = Array.from({ length: 30 }, () => randomUUID());
    const rare = [31, 20, 20, 9].map((days) => ({ id: randomUUID(), at: now.getTime() - days * DAY_MS }));
    const everyHour = Array.from({ length: 36 * 24 }, (_, hour) =>
      attested(random, pick(random, others), now.getTime() - hour * HOUR_MS - 60_000),
    );
    await record(pool, [...everyHour, ...rare.map(({ id, at }) => attested(random, id, at, "AO"))]);
    for (const state of ["as they came", "once they are summarised"]) {
      const filter: Filter = { ...DEFAULT_FILTER, range: "90d", include: { country: ["AO"] } };
      const { pages, listed } = await walk(
        filter,
        now,
        () => 2,
        () => Promise.resolve(),
      );
      expect(
        pages.map(({ length }) => length),
        state,
      ).toEqual([2, 2, 0]);
      expect(listed.toSorted()).toEqual(rare.map(({ id }) => id).toSorted());
      await closeHours(pool);
      await summariseHours(pool);
    }
  });

  it("finds who has several of its dimensions and its reason", async () => {
    const random = seeded(6);
    const now = new Date();
    const refused = {
      ...attested(random, randomUUID(), now.getTime() - 15 * DAY_MS, "CH"),
      reasons: 1,
      firstReason: 0,
    };
    await record(pool, [{ ...refused, outcome: OUTCOMES.fail, signals: 1 }]);
    const { platform } = refused.facets;
    const include = { country: ["CH"], platform: [platform], outcome: ["fail"] };
    const page = await instanceList(db, { ...DEFAULT_FILTER, range: "30d", include }, now, { limit: 5 });
    expect(page.instances.map(({ instanceId }) => instanceId)).toEqual([refused.instanceId]);
  });
});

describe("the end of the list", () => {
  it("says from when on it is kept who attested, where the window begins before", async () => {
    const now = new Date();
    const filter: Filter = { ...DEFAULT_FILTER, range: "90d", include: { country: ["AO"] } };
    expect(
      (
        await walk(
          filter,
          now,
          () => 50,
          () => Promise.resolve(),
        )
      ).reachesFrom,
    ).toBeNull();
    const kept = Math.floor((now.getTime() - 10 * DAY_MS) / HOUR_MS) * HOUR_MS;
    await pool.query("DELETE FROM instance_hours WHERE bucket < $1", [new Date(kept)]);
    const { listed, reachesFrom } = await walk(
      filter,
      now,
      () => 50,
      () => Promise.resolve(),
    );
    expect(listed).toHaveLength(1);
    expect(reachesFrom).toBe(kept);
    const recent = { ...filter, range: "24h" } as const;
    expect(
      (
        await walk(
          recent,
          now,
          () => 50,
          () => Promise.resolve(),
        )
      ).reachesFrom,
    ).toBeNull();
  });
});
