import { describe, expect, it } from "vitest";
import { pooledRandomBytes } from "./random-pool";

describe("pooled random bytes", () => {
  it("never gives out the same bytes twice, across refills of the pool", () => {
    const seen = new Set(Array.from({ length: 5000 }, () => pooledRandomBytes(16).toString("hex")));
    expect(seen.size).toBe(5000);
  });

  it("gives bytes that later draws don't change", () => {
    const first = pooledRandomBytes(16);
    const copy = first.toString("hex");
    for (let draw = 0; draw < 1000; draw++) pooledRandomBytes(16);
    expect(first.toString("hex")).toBe(copy);
  });

  it("refuses more than the pool holds", () => {
    expect(() => pooledRandomBytes(4097)).toThrow(RangeError);
  });
});
