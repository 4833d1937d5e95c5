import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { cursorAt, eventCursor } from "../contract/event-cursor";
import { DEFAULT_FILTER, type Filter } from "../contract/filter";
import { testDatabase } from "../testing/database";
import { seeded } from "../testing/random";
import { eventDetail } from "./event-detail";
import { eventList } from "./event-list";
import { search } from "./search";
import { randomEvent, record, registerTestApps } from "./testing/history";

const { db, pool } = await testDatabase();
const apps = await registerTestApps(pool);
const filter: Filter = { ...DEFAULT_FILTER, range: "24h", test: true };
const instances = [randomUUID()];
const counted = { kind: 2 } as const;

function eventsAt(random: () => number, instants: readonly number[]) {
  return instants.map((at) => ({
    ...randomEvent(random, new Date(at), apps, instances),
    ...counted,
    instanceId: instances[0] ?? null,
  }));
}

describe("paging through events while more arrive", () => {
  it.each([1, 2, 3, 4, 5, 6])("neither skips nor repeats a row, seed %i", async (seed) => {
    const random = seeded(seed);
    const now = new Date();
    const start = now.getTime() - 60_000;
    // Many share an instant, so that the id has to decide.
    const first = eventsAt(
      random,
      Array.from({ length: 120 }, () => start + Math.floor(random() * 12) * 1000),
    );
    await record(pool, first);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await eventList(db, filter, now, {
        cursor,
        limit: 1 + Math.floor(random() * 20),
        instance: instances[0],
      });
      seen.push(...page.events.map((event) => event.id));
      cursor = page.next ?? undefined;
      // Newer ones above, older ones below, and some in the very middle of what is being read.
      await record(
        pool,
        eventsAt(random, [Date.now() - 5, start - 60_000 - Math.floor(random() * 1000), start + 6000]),
      );
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    const mine = new Set(first.map((event) => event.id));
    const order = first.toSorted((a, b) => Date.parse(b.ts) - Date.parse(a.ts) || (a.id < b.id ? 1 : -1));
    expect(seen.filter((id) => mine.has(id))).toEqual(order.map((event) => event.id));
  });

  it("starts exactly below an event or an instant", async () => {
    const { events } = await eventList(db, filter, new Date(), { limit: 10 });
    const [first, second] = events;
    if (first === undefined || second === undefined) throw new Error("no events");
    const below = await eventList(db, filter, new Date(), { limit: 1, cursor: eventCursor(first) });
    expect(below.events[0]?.id).toBe(second.id);
    const at = await eventList(db, filter, new Date(), { limit: 1, cursor: cursorAt(first.at) });
    expect(at.events[0]?.id).toBe(first.id);
  });

  it("refuses a cursor that it did not make", async () => {
    for (const cursor of ["x", "1.2", "1'--", `${"9".repeat(30)}.${randomUUID()}`]) {
      await expect(eventList(db, filter, new Date(), { limit: 1, cursor })).rejects.toMatchObject({
        code: "invalid_request",
      });
    }
  });
});

describe("one event", () => {
  it("is found by its id and by its ARC as a person types it", async () => {
    const [event] = eventsAt(seeded(9), [Date.now() - 1000]);
    if (event === undefined) throw new Error("no event");
    await record(pool, [event]);
    const byId = await eventDetail(db, event.id);
    expect(byId).toMatchObject({
      id: event.id,
      arc: event.arc,
      checks: [{ id: "challenge-fresh", stage: "challenge" }],
    });
    const typed = `${event.arc.slice(0, 5).toLowerCase()}-${event.arc.slice(5)}`;
    expect((await eventDetail(db, typed))?.id).toBe(event.id);
  });

  it.each(["", "nonsense", "K7QF2M9DX", randomUUID(), "00000000-0000-7000-8000-000000000000", "0000000000"])(
    "is nothing for %j",
    async (id) => expect(await eventDetail(db, id)).toBeNull(),
  );
});

describe("search", () => {
  it("finds an attestation by the start of its ARC", async () => {
    const { events } = await eventList(db, filter, new Date(), { limit: 1 });
    const [event] = events;
    if (event === undefined) throw new Error("no events");
    const { hits } = await search(db, event.arc.slice(0, 7).toLowerCase(), new Date());
    expect(hits).toContainEqual(expect.objectContaining({ kind: "attestation", arc: event.arc }));
  });

  it("finds app versions by their start, and nothing for what is none", async () => {
    const { hits } = await search(db, "7.1", new Date());
    expect(hits.filter((hit) => hit.kind === "version").length).toBeGreaterThan(1);
    expect((await search(db, "'; DROP TABLE facets --", new Date())).hits).toEqual([]);
  });
});
