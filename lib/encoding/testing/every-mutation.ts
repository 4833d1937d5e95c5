import { seededBelow } from "../../testing/random";
import { mutate } from "./mutate";

const MICROSECONDS_MAX = 50_000;
const ATTEMPTS = 5;

export interface EveryMutationOptions {
  readonly bytes: Buffer;
  readonly seed: number;
  /** How many mutations. */
  readonly count: number;
  /** Whether an error is one that the decoder promises. */
  readonly isTyped: (error: unknown) => boolean;
}

/**
 * Runs `decode` on mutations of valid input. Throws, with the seed that shows it, when an error is not a promised one,
 * and when an input takes more than 50 ms of processor time each time it is tried.
 */
export async function everyMutation(
  { bytes, seed, count, isTyped }: EveryMutationOptions,
  decode: (mutated: Buffer) => unknown,
): Promise<void> {
  const random = seededBelow(seed);
  for (let index = 0; index < count; index++) {
    const mutated = mutate(bytes, random);
    // Other work in the process makes any run slow once; a slow input is slow again.
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const started = process.cpuUsage();
      try {
        await decode(mutated);
      } catch (error) {
        if (!isTyped(error)) throw new Error(`mutation ${index} of seed ${seed}`, { cause: error });
      }
      const { user, system } = process.cpuUsage(started);
      if (user + system < MICROSECONDS_MAX) break;
      if (attempt === ATTEMPTS) throw new Error(`mutation ${index} of seed ${seed} took ${user + system} µs`);
    }
  }
}
