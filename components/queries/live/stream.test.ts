import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LivePatch } from "@/lib/contract/events";
import { LiveStream, type StreamState } from "./stream";

const START = Date.parse("2026-11-19T10:24:30Z");

/** The console's end: connections that it holds, and whether it answers at all. Node has no EventSource of its own. */
class Connection {
  static up = true;
  static open: Connection[] = [];
  static asked: string[] = [];
  readonly #listeners = new Map<string, (message: { data: string }) => void>();
  onerror: (() => void) | null = null;

  constructor(url: string) {
    Connection.asked.push(url);
    Connection.open.push(this);
    if (!Connection.up) setTimeout(() => this.onerror?.(), 5);
  }

  addEventListener(event: string, listener: (message: { data: string }) => void): void {
    this.#listeners.set(event, listener);
  }

  close(): void {
    Connection.open = Connection.open.filter((one) => one !== this);
  }

  say(event: string, data: unknown = {}): void {
    this.#listeners.get(event)?.({ data: JSON.stringify(data) });
  }

  cut(): void {
    this.onerror?.();
  }
}

const patchAt = (asOf: number): LivePatch => ({
  asOf,
  window: { from: START - 3_600_000, to: START, stepSeconds: 60, live: true },
  bins: [],
  minutes: [],
  events: [],
});

/** A page on a live stream that the console feeds every two seconds, and what the page has been told. */
function page() {
  const states: StreamState[] = [];
  const patches: number[] = [];
  const silences: boolean[] = [];
  let back = 0;
  const stream = new LiveStream({
    url: (since) => `/api/stream?since=${since}`,
    since: START,
    onPatch: ({ asOf }) => patches.push(asOf),
    onState: (state) => states.push(state),
    onBack: () => back++,
    onEnd: () => undefined,
    mayReconnect: async (silence) => {
      silences.push(silence);
      if (!Connection.up) throw new Error("the console does not answer");
      return true;
    },
  });
  const feed = setInterval(() => {
    if (Connection.up) for (const connection of Connection.open) connection.say("patch", patchAt(Date.now()));
  }, 2000);
  return {
    stream,
    states,
    patches,
    silences,
    kind: () => states.at(-1)?.kind,
    comebacks: () => back,
    end: () => {
      clearInterval(feed);
      stream.close();
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  vi.stubGlobal("EventSource", Connection);
  Object.assign(Connection, { up: true, open: [], asked: [] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
/** Where the newest connection asked to go on from. */
const askedSince = () => Number(new URLSearchParams(Connection.asked.at(-1)?.split("?")[1]).get("since"));

describe("a live page", () => {
  it("comes back after its stream was cut, from the last patch that it had", async () => {
    const { kind, patches, silences, comebacks, end } = page();
    await pass(4500);
    expect(kind()).toBe("live");
    const last = patches.at(-1);
    Connection.open[0]?.cut();
    expect(kind()).toBe("lost");
    await pass(4000);
    expect(kind()).toBe("live");
    expect(askedSince()).toBe(last);
    expect(silences).toEqual([false]);
    expect(comebacks()).toBe(1);
    end();
  });

  it("comes back when the console was restarted, however often it tries in between", async () => {
    const { kind, states, patches, comebacks, end } = page();
    await pass(4500);
    const last = patches.at(-1);
    Connection.up = false;
    for (const connection of [...Connection.open]) connection.cut();
    await pass(40_000);
    expect(kind()).toBe("lost");
    const lost = states.at(-1);
    expect(lost?.kind === "lost" && lost.lostSeconds).toBeGreaterThan(30);
    Connection.up = true;
    await pass(25_000);
    expect(kind()).toBe("live");
    const first = patches.find((asOf) => asOf > (last ?? 0));
    expect(first).toBeDefined();
    expect(Connection.asked.some((url) => url.endsWith(`since=${last}`))).toBe(true);
    expect(comebacks()).toBe(1);
    expect(Connection.open).toHaveLength(1);
    end();
  });

  it("comes back after the laptop slept, though nothing told it that the connection is dead", async () => {
    const { kind, patches, silences, comebacks, end } = page();
    await pass(4500);
    const last = patches.at(-1);
    const [dead] = Connection.open;
    // Asleep, no timer runs; awake, the clock has jumped and the old connection says nothing any more.
    vi.setSystemTime(Date.now() + 3 * 3_600_000);
    Connection.open = [];
    await pass(1100);
    expect(kind()).toBe("lost");
    await pass(6000);
    expect(kind()).toBe("live");
    expect(Connection.asked.some((url) => url.endsWith(`since=${last}`))).toBe(true);
    expect(Connection.open).not.toContain(dead);
    expect(silences).toEqual([true]);
    expect(comebacks()).toBe(1);
    end();
  });

  it("takes silence for loss, though the connection seems open", async () => {
    const { kind, end } = page();
    await pass(4500);
    Connection.open = [];
    await pass(8000);
    expect(kind()).not.toBe("connecting");
    await pass(8000);
    expect(kind()).toBe("live");
    end();
  });
});
