import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EventRow, LivePatch } from "../../contract/events";
import { DEFAULT_FILTER, type Filter } from "../../contract/filter";
import { createLog } from "../../log";
import type { LiveSince } from "../live-patch";
import { LiveHub } from "./hub";

const START = Date.parse("2026-11-19T10:24:30Z");
const decoder = new TextDecoder();

interface Frame {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: LivePatch;
}

function frameOf(bytes: Uint8Array): Frame {
  const fields = new Map(
    decoder
      .decode(bytes)
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const),
  );
  return { id: fields.get("id"), event: fields.get("event") ?? "", data: JSON.parse(fields.get("data") ?? "null") };
}

/** A hub over a history that the test makes up; the hub, its timing and its frames are the real ones. */
function hubOver(answer: (since: LiveSince) => Partial<LivePatch> | Promise<never> = () => ({})) {
  const asked: { filter: Filter; since: LiveSince }[] = [];
  const hub = new LiveHub({
    clock: () => new Date(Date.now()),
    log: createLog("test", () => undefined),
    patch: async (filter, now, since) => {
      asked.push({ filter, since });
      const window = { from: START - 3_600_000, to: START, stepSeconds: 60, live: true };
      return { asOf: now.getTime(), window, bins: [], minutes: [], events: [], ...(await answer(since)) };
    },
  });
  return { hub, asked };
}

function browser(mayRead: () => Promise<boolean> = async () => true) {
  const frames: Frame[] = [];
  let ended = false;
  return {
    frames,
    of: (event: string) => frames.filter((frame) => frame.event === event),
    hasEnded: () => ended,
    subscriber: {
      send: (bytes: Uint8Array) => frames.push(frameOf(bytes)),
      end: () => {
        ended = true;
      },
      mayRead,
    },
  };
}

const view = { filter: DEFAULT_FILTER, events: "none", since: null } as const;

beforeEach(
  () => void vi.useFakeTimers({ now: START, toFake: ["setInterval", "clearInterval", "Date", "performance"] }),
);
afterEach(() => void vi.useRealTimers());

/** Lets fake time pass in steps, so that what queries answer is handled in between. */
async function pass(milliseconds: number) {
  for (let passed = 0; passed < milliseconds; passed += 50) {
    vi.advanceTimersByTime(50);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
}

describe("the live hub", () => {
  it("asks once for all browsers that look through the same filter, whatever their unit", async () => {
    const { hub, asked } = hubOver();
    const browsers = Array.from({ length: 50 }, () => browser());
    for (const [index, { subscriber }] of browsers.entries()) {
      hub.subscribe(
        { ...view, filter: { ...DEFAULT_FILTER, unit: index % 2 ? "instances" : "attestations" } },
        subscriber,
      );
    }
    await pass(600);
    expect(hub.subscriberCount).toBe(50);
    expect(asked.length).toBeLessThanOrEqual(2);
    for (const { of } of browsers) expect(of("patch").length).toBeGreaterThan(0);
    hub.close();
  });

  it("answers a storm of wake-ups at most twice a second", async () => {
    const { hub, asked } = hubOver();
    hub.subscribe(view, browser().subscriber);
    await pass(100);
    const before = asked.length;
    for (let second = 0; second < 60; second++) {
      hub.wake();
      await pass(50);
    }
    expect(asked.length - before).toBeLessThanOrEqual(7);
    hub.close();
  });

  it("goes on for a browser from where it was, and repeats that stretch for nobody's harm", async () => {
    const { hub, asked } = hubOver();
    hub.subscribe(view, browser().subscriber);
    await pass(600);
    const late = browser();
    hub.subscribe({ ...view, since: START - 120_000 }, late.subscriber);
    await pass(600);
    expect(asked.some(({ since }) => since.at === START - 120_000)).toBe(true);
    expect(late.of("patch").length).toBeGreaterThan(0);
    expect(late.of("patch")[0]?.id).toBe(String(late.of("patch")[0]?.data.asOf));
    hub.close();
  });

  it("asks apart for the tails that show refused attempts only", async () => {
    const { hub, asked } = hubOver();
    hub.subscribe({ ...view, events: "all" }, browser().subscriber);
    hub.subscribe({ ...view, events: "fail" }, browser().subscriber);
    await pass(600);
    expect(new Set(asked.map(({ since }) => since.events))).toEqual(new Set(["all", "fail"]));
    hub.close();
  });

  it("sends an event once, though patches overlap, but again to who is new", async () => {
    const event = { id: "a", at: START, outcome: "fail" } as unknown as EventRow;
    const { hub } = hubOver(() => ({ events: [event] }));
    const [first, second] = [browser(), browser()];
    hub.subscribe({ ...view, events: "all" }, first.subscriber);
    await pass(600);
    hub.wake();
    await pass(600);
    const eventsOf = (one: typeof first) => one.of("patch").flatMap(({ data }) => data.events);
    expect(eventsOf(first)).toHaveLength(1);
    hub.subscribe({ ...view, events: "all" }, second.subscriber);
    await pass(600);
    expect(eventsOf(second)).toHaveLength(1);
    hub.close();
  });

  it("beats while nothing happens, and is silent while the history can't be read", async () => {
    let down = false;
    const { hub } = hubOver(() => (down ? Promise.reject(new Error("down")) : {}));
    const one = browser();
    hub.subscribe(view, one.subscriber);
    await pass(5000);
    expect(one.of("beat").length).toBeGreaterThanOrEqual(2);
    down = true;
    hub.wake();
    await pass(1000);
    const heard = one.frames.length;
    await pass(8000);
    expect(one.frames.length).toBe(heard);
    down = false;
    await pass(3000);
    expect(one.frames.length).toBeGreaterThan(heard);
    hub.close();
  });

  it("looks for itself while wake-ups can't be heard, and sends whole windows when they can again", async () => {
    const { hub, asked } = hubOver();
    hub.subscribe(view, browser().subscriber);
    await pass(600);
    hub.setListening(false);
    const before = asked.length;
    await pass(6000);
    expect(asked.length - before).toBeGreaterThanOrEqual(2);
    hub.setListening(true);
    await pass(1000);
    expect(asked.at(-1)?.since.at).toBe(0);
    hub.close();
  });

  it("sends the whole window every minute, so that what drained late shows up", async () => {
    const { hub, asked } = hubOver();
    hub.subscribe(view, browser().subscriber);
    await pass(70_000);
    expect(asked.some(({ since }) => since.at === 0)).toBe(true);
    hub.close();
  });

  it("ends the stream of who may not read any more, and of nobody else", async () => {
    const { hub } = hubOver();
    const [revoked, kept, unsure] = [
      browser(async () => false),
      browser(),
      browser(() => Promise.reject(new Error("the database does not answer"))),
    ];
    for (const { subscriber } of [revoked, kept, unsure]) hub.subscribe(view, subscriber);
    await pass(13_000);
    expect([revoked.hasEnded(), kept.hasEnded(), unsure.hasEnded()]).toEqual([true, false, false]);
    expect(revoked.frames.at(-1)?.event).toBe("end");
    hub.close();
  });

  it("forgets a view when its last browser leaves", async () => {
    const { hub, asked } = hubOver();
    const leave = hub.subscribe(view, browser().subscriber);
    await pass(600);
    leave();
    const before = asked.length;
    hub.wake();
    await pass(5000);
    expect(asked.length).toBe(before);
    expect(hub.subscriberCount).toBe(0);
  });
});
