import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { revokeSession } from "../../auth/session";
import type { LivePatch } from "../../contract/events";
import { OUTCOMES } from "../../contract/outcome";
import { createLog } from "../../log";
import { LiveHub } from "../../metrics/live/hub";
import { listen } from "../../metrics/live/listener";
import { livePatch } from "../../metrics/live-patch";
import { randomEvent, record, registerTestApps } from "../../metrics/testing/history";
import { signedIn, TEST_ORIGIN, testServices } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { seeded } from "../../testing/random";
import { answer } from "../answer";
import { getStream } from "./get";

const { db, pool, url } = await testDatabase();
const apps = await registerTestApps(pool);
const log = createLog("test", () => undefined);
const hub = new LiveHub({
  patch: (filter, now, since) => livePatch(db, filter, now, since),
  clock: () => new Date(),
  log,
});
const stop = listen(url, { onWake: () => hub.wake(), onListening: (listening) => hub.setListening(listening) }, log);
const services = { ...testServices(db), live: () => hub };
const random = seeded(7);
const instances = [randomUUID()];
afterAll(async () => {
  hub.close();
  await stop();
});

async function attest(count: number): Promise<void> {
  const events = Array.from({ length: count }, () => ({
    ...randomEvent(random, new Date(), apps, instances),
    kind: 2,
    instanceId: instances[0] ?? null,
  }));
  await record(pool, events);
}

/** Opens the stream as a browser does; `next` answers the patches as they come. */
async function openStream(query = "", headers: Record<string, string> = {}) {
  const { headers: cookie, sessionId } = await signedIn(services, "analyst", `${randomUUID()}@example.test`);
  const abort = new AbortController();
  const request = new Request(
    `${TEST_ORIGIN}/api/stream?test=1&range=15m&${query.includes("events=") ? "" : "events=1"}${query}`,
    {
      headers: { host: "console.test", ...cookie, ...headers },
      signal: abort.signal,
    },
  );
  const response = await answer(getStream, request, services);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error("no stream");
  let text = "";
  const frame = async (): Promise<{ event: string; data: string } | null> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return { event: /^event: (.*)$/m.exec(block)?.[1] ?? "", data: /^data: (.*)$/m.exec(block)?.[1] ?? "" };
      }
      const { done, value } = await reader.read();
      if (done) return null;
      text += value;
    }
  };
  const until = async <T>(found: (patch: LivePatch) => T | undefined): Promise<T> => {
    for (;;) {
      const one = await frame();
      if (one === null) throw new Error("the stream ended");
      const result = one.event === "patch" ? found(JSON.parse(one.data)) : undefined;
      if (result !== undefined) return result;
    }
  };
  return { response, frame, until, sessionId, close: () => abort.abort() };
}

const total = (patch: LivePatch) => patch.bins.reduce((sum, bin) => sum + bin.pass + bin.fail, 0);
const counted = async () => Number((await pool.query("SELECT count(*) AS n FROM attestation_events")).rows[0]?.n ?? 0);

describe("the live stream", () => {
  it("is not cached, not compressed, and brings what was written within seconds", async () => {
    const stream = await openStream();
    expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.response.headers.get("cache-control")).toBe("no-cache, no-transform");
    await stream.until(() => true);
    const before = await counted();
    const started = performance.now();
    await attest(20);
    await stream.until((patch) => (patch.events.length > 0 && total(patch) >= before + 20 ? true : undefined));
    expect(performance.now() - started).toBeLessThan(5000);
    stream.close();
  });

  it("goes on where a browser lost it, by Last-Event-ID or by `since`, with counts that miss nothing", async () => {
    const first = await openStream();
    const left = await first.until((patch) => patch.asOf);
    first.close();
    await attest(30);
    const all = await counted();
    for (const [query, headers] of [
      [`&since=${left}`, {}],
      ["", { "last-event-id": String(left) }],
    ] as const) {
      const back = await openStream(query, headers);
      expect(await back.until((patch) => (total(patch) >= all ? total(patch) : undefined))).toBe(all);
      back.close();
    }
  });

  it("brings a refused attempt to a tail of refused ones, though hundreds passed after it in the same patch", async () => {
    const [all, refusedOnly] = [await openStream(), await openStream("&events=fail")];
    await Promise.all([all.until(() => true), refusedOnly.until(() => true)]);
    const at = Date.now();
    const attempts = Array.from({ length: 301 }, (_, index) => ({
      ...randomEvent(random, new Date(at + index), apps, instances),
      ...{ kind: 2, outcome: index === 0 ? OUTCOMES.fail : OUTCOMES.pass, reasons: 0, firstReason: -1 },
    }));
    await record(pool, attempts);
    const [refused, last] = [attempts[0]?.id, attempts.at(-1)?.id];
    const events = await refusedOnly.until((patch) =>
      patch.events.some(({ id }) => id === refused) ? patch.events : undefined,
    );
    expect(events.every(({ outcome }) => outcome === "fail")).toBe(true);
    // What the tail of all attempts gets is the newest of them: the refused one is not among those.
    const newest = await all.until((patch) => (patch.events.some(({ id }) => id === last) ? patch.events : undefined));
    expect(newest.some(({ id }) => id === refused)).toBe(false);
    all.close();
    refusedOnly.close();
  });

  it("recovers by itself when its connection to the database is cut, without a gap in the counts", async () => {
    const stream = await openStream();
    await stream.until(() => true);
    await pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'attestry-live' AND datname = current_database()",
    );
    await attest(25);
    const all = await counted();
    expect(await stream.until((patch) => (total(patch) >= all ? total(patch) : undefined))).toBe(all);
    stream.close();
  });

  it("ends when its session is revoked", async () => {
    const stream = await openStream();
    await stream.until(() => true);
    await revokeSession(db, stream.sessionId, new Date());
    let last = "";
    for (let one = await stream.frame(); one !== null; one = await stream.frame()) last = one.event;
    expect(last).toBe("end");
  });

  it("cuts off a browser that does not read, and leaves the others alone", async () => {
    const lazy = await openStream();
    const keen = await openStream();
    await keen.until(() => true);
    const before = hub.subscriberCount;
    for (let round = 0; round < 200 && hub.subscriberCount === before; round++) {
      await attest(50);
      await keen.until((patch) => (patch.events.length > 0 ? true : undefined));
    }
    expect(hub.subscriberCount).toBe(before - 1);
    lazy.close();
    keen.close();
  });
});
