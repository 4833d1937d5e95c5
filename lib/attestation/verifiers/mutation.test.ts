import { describe, expect, it } from "vitest";
import { seededBelow } from "../../testing/random";
import { fuzz } from "../testing/fuzz";
import { createFuzzTargets } from "../testing/fuzz-targets";
import { mutate } from "../testing/mutate";

/** Inputs in every test run; `npm run fuzz` gives each decoder 200,000. */
const INPUTS = { decoder: 4000, verifier: 600 } as const;

it("mutates the same way from the same seed", () => {
  const run = (seed: number) => {
    const random = seededBelow(seed);
    return Array.from({ length: 50 }, () => mutate(Buffer.from("some bytes to start from"), random).toString("hex"));
  };
  expect(run(7)).toEqual(run(7));
  expect(run(7)).not.toEqual(run(8));
});

describe("mutated input from a fixed seed, each within 50 ms and 64 MB", async () => {
  const targets = await createFuzzTargets();
  it.each(targets)("$name", async (target) => {
    expect((await fuzz(target, INPUTS[target.kind])).faults).toEqual([]);
  });
});
