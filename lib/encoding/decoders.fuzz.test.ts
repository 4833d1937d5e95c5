import { describe, it } from "vitest";
import { DecodeError } from "./decode-error";
import { everyMutation } from "./testing/every-mutation";
import { FUZZED_DECODERS } from "./testing/fuzzed-decoders";

const isTyped = (error: unknown) => error instanceof DecodeError;

/** A few thousand each; `npm run fuzz` does 200,000. */
describe("a mutated input ends in a value or a typed error", () => {
  it.each(FUZZED_DECODERS)("of the decoder for $name", async ({ bytes, decode }) => {
    await everyMutation({ bytes, seed: 4711, count: 5000, isTyped }, decode);
  });
});
