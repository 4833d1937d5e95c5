import { describe, expect, it } from "vitest";
import { keyState, signingKey } from "./token-keys";

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const old = { id: 1, supersededAt: at(6), retiresAt: at(8) };
const next = { id: 2, supersededAt: null, retiresAt: null };
const keys = [next, old];

describe("rotation", () => {
  it("signs with the old key until its hour, then with the new one", () => {
    expect(signingKey(keys, at(5))).toBe(old);
    expect(signingKey(keys, at(6))).toBe(next);
    expect(signingKey([], at(6))).toBeUndefined();
  });

  it("tells what each key does at any time", () => {
    const states = [5, 6, 7, 8].map((hour) => [keyState(old, keys, at(hour)), keyState(next, keys, at(hour))]);
    expect(states).toEqual([
      ["current", "next"],
      ["overlapping", "current"],
      ["overlapping", "current"],
      ["retired", "current"],
    ]);
  });
});
