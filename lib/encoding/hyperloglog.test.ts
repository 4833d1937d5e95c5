import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { seededBelow } from "../testing/random";
import { HyperLogLog, low48OfUuid } from "./hyperloglog";

/** Four standard errors of 4,096 registers: a right sketch fails once in 16,000 tries. */
const TOLERANCE = 4 * (1.04 / Math.sqrt(4096));

/** The same ids each run, spread like those of a UUID. */
function ids(count: number, seed: number): number[] {
  const random = seededBelow(seed);
  return Array.from({ length: count }, () => random(2 ** 16) * 2 ** 32 + random(2 ** 32));
}

function sketchOf(members: readonly number[]): HyperLogLog {
  const sketch = new HyperLogLog();
  for (const member of members) sketch.add(member);
  return sketch;
}

describe("a sketch of instances", () => {
  it.each([0, 1, 2, 10, 100])("counts %i of them all but exactly", (count) => {
    expect(Math.abs(sketchOf(ids(count, 7)).estimate() - count)).toBeLessThanOrEqual(Math.ceil(count * 0.04));
  });

  it.each([1000, 5000, 10_000, 20_000, 100_000, 1_000_000])("is within its error at %i", (count) => {
    expect(Math.abs(sketchOf(ids(count, count)).estimate() / count - 1)).toBeLessThan(TOLERANCE);
  });

  it("has the standard error that it claims, over 200 sketches", () => {
    const errors = Array.from({ length: 200 }, (_, seed) => sketchOf(ids(12_000, seed + 1)).estimate() / 12_000 - 1);
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    const bias = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(deviation).toBeLessThan(0.019);
    expect(deviation).toBeGreaterThan(0.012);
    expect(Math.abs(bias)).toBeLessThan(0.005);
  });

  it("merges overlapping parts into the sketch of the whole, to the byte", () => {
    const all = ids(30_000, 3);
    const merged = sketchOf(all.slice(0, 20_000));
    merged.mergeEncoded(sketchOf(all.slice(10_000)).encode());
    expect(merged.encode()).toEqual(sketchOf(all).encode());
    const other = sketchOf(all.slice(0, 20_000));
    other.merge(sketchOf(all.slice(10_000)));
    expect(other.encode()).toEqual(merged.encode());
  });

  it("is small while it has seen few, and never larger than 4,097 bytes", () => {
    expect(sketchOf(ids(10, 1)).encode().length).toBe(31);
    expect(sketchOf(ids(1_000_000, 1)).encode().length).toBe(4097);
  });

  it("refuses bytes that are no sketch", () => {
    for (const bytes of [[], [2], [1, 2, 3], [0, 1], [0, 255, 255, 1], [0, 0, 1, 99]])
      expect(() => new HyperLogLog().mergeEncoded(Uint8Array.from(bytes))).toThrow("not a sketch");
  });

  it("takes the random bits of an id", () => {
    expect(low48OfUuid("00000000-0000-7000-8000-0000000000ff")).toBe(255);
    const real = Array.from({ length: 5000 }, () => low48OfUuid(randomUUID()));
    expect(Math.abs(sketchOf(real).estimate() / 5000 - 1)).toBeLessThan(TOLERANCE);
  });
});
