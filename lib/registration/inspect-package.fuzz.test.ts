import { describe, expect, it } from "vitest";
import { everyMutation } from "../encoding/testing/every-mutation";
import { FUZZED_PACKAGES, factsOf, factsVouchedFor, judgePackage } from "./testing/fuzzed-packages";

/** A few thousand each; `npm run fuzz` does more. */
describe("a mutated package ends in a verdict or a typed error", () => {
  it.each(FUZZED_PACKAGES)("and nobody vouches for changed contents: $kind", async (one) => {
    const expected = await factsVouchedFor(one);
    const options = { bytes: one.bytes, seed: 20_241, count: 800, isTyped: () => false };
    await everyMutation(options, async (mutated) => {
      const found = await judgePackage(mutated);
      if (found?.verdict === "accept") expect(factsOf(found, one.vouchedFor)).toBe(expected);
    });
  });
});
