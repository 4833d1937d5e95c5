import { sql } from "drizzle-orm";
import type pg from "pg";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createAlertChannel } from "../admin/alert-channels/create";
import { answer } from "../admin/answer";
import { exportEvents } from "../admin/events/export";
import { type FeedEvent, feedCheckpointSchema, feedEventSchema } from "../contract/event-feed";
import { FacetCache } from "../events/facets";
import { sequenceBatches } from "../events/feed";
import { recordBatch } from "../events/record";
import { createLog } from "../log";
import { randomEvent, record, registerTestApps } from "../metrics/testing/history";
import { call, TEST_ORIGIN, testServices, withApiKey } from "../testing/console";
import { testDatabase } from "../testing/database";
import { seeded } from "../testing/random";
import { deliverDue } from "./deliver";
import { pageFeeds } from "./feed";
import { receiverPolicy } from "./receivers";
import { startReceiver } from "./testing/receiver";
import { makeVault } from "./testing/vault";

const { db, pool } = await testDatabase();
let now = new Date();
const services = testServices(db, () => now);
const admin = await withApiKey(services, "admin");
const siem = await withApiKey(services, "analyst", { scopes: ["events:export"] });
const vault = await makeVault(db);
const apps = await registerTestApps(pool);
const receiver = await startReceiver();
afterAll(() => receiver.close());
const log = createLog("test", () => undefined);
const delivery = { db, vault, policy: receiverPolicy(["127.0.0.0/8"]), consoleUrl: TEST_ORIGIN, log, clock: () => now };

const instances = Array.from({ length: 5 }, () => crypto.randomUUID());
const random = seeded(7);
/** Attempts of the last hours, in no order: what a spool drains late is among them. */
const someEvents = (n: number) =>
  Array.from({ length: n }, () =>
    randomEvent(random, new Date(Date.now() - Math.floor(random() * 7_200_000)), apps, instances),
  );

interface Export {
  readonly events: FeedEvent[];
  readonly cursor: string;
  readonly more: boolean;
}

async function readExport(query: Record<string, string>): Promise<Export> {
  const url = new URL("/api/events/export", TEST_ORIGIN);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const response = await answer(exportEvents, new Request(url, { headers: siem.headers }), services);
  expect(response.status, await response.clone().text()).toBe(200);
  const lines = (await response.text()).split("\n").filter((line) => line !== "");
  const checkpoint = feedCheckpointSchema.parse(JSON.parse(lines.pop() ?? ""));
  return { ...checkpoint, events: lines.map((line) => feedEventSchema.parse(JSON.parse(line))) };
}

async function storedIds(): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`SELECT id FROM attestation_events ORDER BY id`);
  return rows.map(({ id }) => id);
}

const ids = (events: readonly FeedEvent[]) => events.map(({ id }) => id);

beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answer(200);
  now = new Date();
  await db.execute(sql`TRUNCATE attestation_events, rollup_minutes, rollup_hours, instance_hours, redemptions,
    event_batches, event_batches_new, alert_deliveries, alert_channels CASCADE`);
});

describe("the export of events", () => {
  it("neither skips nor repeats an event while others are written by many at once", async () => {
    let writing = true;
    const writers = Array.from({ length: 4 }, async () => {
      for (let batch = 0; batch < 12; batch++) await record(pool, someEvents(1 + Math.floor(random() * 40)));
    });
    const done = Promise.all(writers).then(() => {
      writing = false;
    });
    const seen: string[] = [];
    let cursor = "0";
    for (let more = true; writing || more; ) {
      const page = await readExport({ cursor, limit: "25", test: "1" });
      seen.push(...ids(page.events));
      ({ cursor, more } = page);
    }
    await done;
    const rest = await readExport({ cursor, test: "1" });
    seen.push(...ids(rest.events));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.toSorted()).toEqual(await storedIds());
    expect((await readExport({ cursor: rest.cursor, test: "1" })).events).toEqual([]);
  });

  it("gives what commits late its place behind what was read before", async () => {
    let commit = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const late = someEvents(3);
    const drawn = async () =>
      (await db.execute<{ n: string }>(sql`SELECT last_value || ' ' || is_called AS n FROM event_batch_ids`)).rows[0]
        ?.n;
    const before = await drawn();
    const client = await pool.connect();
    const writing = recordBatch(holdingCommit(client, held), late, new FacetCache());
    await expect.poll(drawn).not.toBe(before);
    const early = someEvents(3);
    await record(pool, early);
    const first = await readExport({ test: "1" });
    expect(ids(first.events).toSorted()).toEqual(early.map(({ id }) => id).toSorted());
    commit();
    await writing;
    client.release();
    const second = await readExport({ cursor: first.cursor, test: "1" });
    expect(ids(second.events).toSorted()).toEqual(late.map(({ id }) => id).toSorted());
  });

  it("goes on from the cursor of any line", async () => {
    for (let batch = 0; batch < 6; batch++) await record(pool, someEvents(17));
    const whole = await readExport({ test: "1" });
    expect(whole.events).toHaveLength(102);
    for (const kept of [1, 16, 17, 18, 50, 101]) {
      const rest = await readExport({ cursor: whole.events[kept - 1]?.cursor ?? "", test: "1" });
      expect(ids(rest.events)).toEqual(ids(whole.events.slice(kept)));
    }
  });

  it("filters as the console does, and still moves past what it leaves out", async () => {
    await record(pool, someEvents(300));
    const all = await readExport({ test: "1" });
    const brazil = await readExport({ country: "BR", outcome: "fail" });
    expect(ids(brazil.events)).toEqual(
      ids(all.events.filter(({ country, outcome, test }) => country === "BR" && outcome === "fail" && !test)),
    );
    expect(brazil.events.length).toBeGreaterThan(5);
    expect(brazil.cursor).toBe(all.cursor);
    expect((await readExport({ country: "XX" })).cursor).toBe(all.cursor);
  });

  it("starts now where it is asked to, and refuses a cursor that is none", async () => {
    await record(pool, someEvents(5));
    const { events, cursor } = await readExport({ cursor: "now" });
    expect(events).toEqual([]);
    await record(pool, someEvents(5));
    expect((await readExport({ cursor, test: "1" })).events).toHaveLength(5);
    const { status, body } = await call(services, exportEvents, { headers: siem.headers, query: { cursor: "x" } });
    expect([status, body]).toMatchObject([400, { fields: { cursor: expect.any(String) } }]);
  });
});

describe("a feed to a receiver", () => {
  it("hands over every event once and in order, though the receiver fails in between", async () => {
    const settings = { kind: "events", url: receiver.url, filter: "test=1", start: "beginning" };
    const made = await call(services, createAlertChannel, { headers: admin.headers, body: { name: "siem", settings } });
    expect(made.status).toBe(201);
    await record(pool, someEvents(700));
    const turn = async (answers: number) => {
      receiver.answer(answers);
      now = new Date(now.getTime() + 20 * 60_000);
      await pageFeeds(db, now);
      await deliverDue(delivery);
    };
    await turn(500);
    await record(pool, someEvents(300));
    await turn(503);
    for (let times = 0; times < 6; times++) await turn(200);
    const [first, second, third, ...others] = receiver.received;
    expect([second?.headers["webhook-id"], second?.body]).toEqual([first?.headers["webhook-id"], first?.body]);
    const taken = [third, ...others].flatMap((one) =>
      JSON.parse(one?.body ?? "{}").events.map((event: FeedEvent) => event.id),
    );
    expect([third?.headers["webhook-id"], third?.body]).toEqual([first?.headers["webhook-id"], first?.body]);
    expect(taken).toEqual(ids((await readExport({ test: "1" })).events));
    const cursors = [third, ...others].map((one) => JSON.parse(one?.body ?? "{}"));
    for (const [index, { after }] of cursors.entries()) if (index > 0) expect(after).toBe(cursors[index - 1].cursor);
  });

  it("begins where it was added unless it is told to begin before", async () => {
    await record(pool, someEvents(50));
    const settings = { kind: "events", url: receiver.url, filter: "test=1" };
    await call(services, createAlertChannel, { headers: admin.headers, body: { name: "from now", settings } });
    const later = someEvents(4);
    await record(pool, later);
    await pageFeeds(db, now);
    await deliverDue(delivery);
    const taken = receiver.received.flatMap(({ body }) => JSON.parse(body).events.map((event: FeedEvent) => event.id));
    expect(taken.toSorted()).toEqual(later.map(({ id }) => id).toSorted());
  });
});

it("a batch gets its place once, however many number at the same time", async () => {
  for (let batch = 0; batch < 10; batch++) await record(pool, someEvents(2));
  await Promise.all(Array.from({ length: 5 }, () => sequenceBatches(db)));
  const { rows } = await db.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM event_batches`);
  expect(rows[0]?.n).toBe(10);
});

/** A client whose COMMIT waits: a transaction that has written, and is not over. */
function holdingCommit(client: pg.PoolClient, held: Promise<void>): pg.PoolClient {
  return new Proxy(client, {
    get(target, name) {
      if (name !== "query") return Reflect.get(target, name);
      return async (...args: Parameters<pg.PoolClient["query"]>) => {
        if (typeof args[0] === "string" && args[0].includes("COMMIT")) await held;
        return target.query(...args);
      };
    },
  });
}
