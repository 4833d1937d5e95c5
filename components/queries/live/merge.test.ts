import { describe, expect, it } from "vitest";
import type { LivePatch } from "@/lib/contract/events";
import type { Trend, TrendBin } from "@/lib/contract/metrics";
import { mergePulse, mergeTrend } from "./merge";

const MINUTE = 60_000;
const BINS = 10;

/** A made-up history that grows: what the server would answer at an instant. */
function history() {
  const counts = new Map<number, { pass: number; fail: number }>();
  const bin = (at: number): TrendBin => {
    const { pass, fail } = counts.get(at) ?? { pass: 0, fail: 0 };
    return { at, pass, fail, reasons: fail > 0 ? { root: fail } : {} };
  };
  const windowAt = (asOf: number) => {
    const to = Math.floor(asOf / MINUTE) * MINUTE + MINUTE;
    return { from: to - BINS * MINUTE, to, stepSeconds: 60, live: true };
  };
  const binsFrom = (from: number, to: number) =>
    Array.from({ length: (to - from) / MINUTE }, (_, index) => bin(from + index * MINUTE));
  return {
    happen: (at: number, outcome: "pass" | "fail") => {
      const key = Math.floor(at / MINUTE) * MINUTE;
      const known = counts.get(key) ?? { pass: 0, fail: 0 };
      counts.set(key, { ...known, [outcome]: known[outcome] + 1 });
    },
    read: (asOf: number): Trend => {
      const window = windowAt(asOf);
      return { window, bins: binsFrom(window.from, window.to), asOf };
    },
    patch: (asOf: number, since: number): LivePatch => {
      const window = windowAt(asOf);
      const from = Math.max(window.from, Math.floor(since / MINUTE) * MINUTE);
      return { asOf, window, bins: binsFrom(from, window.to), minutes: [], events: [] };
    },
  };
}

describe("patches of the stream", () => {
  it.each([1, 2, 3, 4, 5])("lead to what reading again would show, lost and doubled ones included, seed %i", (seed) => {
    let state = seed;
    const random = () => {
      state = (state * 16_807) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const { happen, read, patch } = history();
    let now = 1_000 * MINUTE;
    for (let n = 0; n < 200; n++) happen(now - random() * BINS * MINUTE, "pass");
    let shown = read(now);
    let received = now;
    for (let step = 0; step < 300; step++) {
      now += random() * 20_000;
      if (random() < 0.02) now += 30 * MINUTE;
      for (let n = 0; n < 5; n++) happen(now - random() * 3000, random() < 0.2 ? "fail" : "pass");
      const sent = patch(now, received - 15_000);
      if (random() < 0.3) continue;
      received = sent.asOf;
      shown = mergeTrend(shown, sent) ?? read(now);
      if (random() < 0.3) shown = mergeTrend(shown, sent) ?? read(now);
      expect(shown.bins).toEqual(read(now).bins);
    }
  });

  it("ask for a new reading when they don't meet what is shown", () => {
    const { read, patch } = history();
    const shown = read(1_000 * MINUTE);
    expect(mergeTrend(shown, patch(1_005 * MINUTE, 1_004 * MINUTE))).toBeNull();
    expect(
      mergeTrend({ ...shown, window: { ...shown.window, stepSeconds: 600 } }, patch(1_000 * MINUTE, 0)),
    ).toBeNull();
  });

  it("never lay older counts over newer ones", () => {
    const { happen, read, patch } = history();
    const old = patch(1_000 * MINUTE, 0);
    happen(1_000 * MINUTE, "fail");
    const shown = read(1_000 * MINUTE + 5);
    expect(mergeTrend(shown, old)).toBe(shown);
    const pulse = { asOf: 2, minutes: [], usual: { perSecond: 1, passRate: 1 } };
    expect(mergePulse(pulse, { ...old, asOf: 1 })).toBe(pulse);
    expect(mergePulse(pulse, { ...old, asOf: 3, minutes: [{ at: 0, pass: 1, fail: 0 }] })).toEqual({
      asOf: 3,
      minutes: [{ at: 0, pass: 1, fail: 0 }],
      usual: pulse.usual,
    });
  });
});
