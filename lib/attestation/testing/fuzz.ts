/** Runs decoders and verifiers on mutated inputs: each must end in a refusal, soon, and none may pass. */

import { getHeapStatistics } from "node:v8";
import { createRandom } from "./mutate";

type Random = ReturnType<typeof createRandom>;

export interface FuzzReport {
  readonly inputs: number;
  /** Inputs that threw something untyped, passed, or took too long, as text. */
  readonly faults: readonly string[];
  readonly slowestMs: number;
  /** Most memory that one input took, in bytes. */
  readonly largestBytes: number;
}

/** What one input led to: a refusal, or the reason why it is a fault. */
export type FuzzOutcome = "refused" | { readonly fault: string };

const MS_MAX = 50;
const BYTES_MAX = 64 * 1024 * 1024;
const TRIES = 8;

/** Mutated inputs and what must become of each. */
export interface FuzzTarget {
  /** The guarantee, as a sentence. */
  readonly name: string;
  /** What is read, for the report. */
  readonly family: string;
  /** `decoder`: reads only. `verifier`: does cryptography on what still decodes. */
  readonly kind: "decoder" | "verifier";
  readonly make: (random: Random) => Buffer;
  readonly attempt: (input: Buffer) => FuzzOutcome | Promise<FuzzOutcome>;
}

/** Runs a target on `count` inputs. A slow input is tried again: a busy machine is no slow decoder. */
export async function fuzz({ make, attempt }: FuzzTarget, count: number, seed = 1): Promise<FuzzReport> {
  const random = createRandom(seed);
  const faults: string[] = [];
  let slowestMs = 0;
  let largestBytes = 0;
  for (let index = 0; index < count && faults.length < 10; index++) {
    const input = make(random);
    let elapsedMs = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < TRIES && elapsedMs > MS_MAX; tries++) {
      const held = memoryBytes();
      const [start, used] = [performance.now(), process.cpuUsage()];
      const outcome = await guarded(attempt, input);
      const { user, system } = process.cpuUsage(used);
      largestBytes = Math.max(largestBytes, memoryBytes() - held);
      elapsedMs = Math.min(elapsedMs, performance.now() - start, (user + system) / 1000);
      if (outcome !== "refused")
        faults.push(`${outcome.fault}: input ${index}, ${input.toString("hex").slice(0, 400)}`);
    }
    slowestMs = Math.max(slowestMs, elapsedMs);
    if (largestBytes > BYTES_MAX) faults.push(`${largestBytes} bytes: input ${index}`);
    if (elapsedMs > MS_MAX) faults.push(`${elapsedMs.toFixed(0)} ms: input ${index}`);
  }
  return { inputs: count, faults, slowestMs, largestBytes };
}

/** In use on and off the heap; garbage counts until it is collected, so that an input can only look larger than it is. */
function memoryBytes(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

async function guarded(attempt: FuzzTarget["attempt"], input: Buffer): Promise<FuzzOutcome> {
  try {
    return await attempt(input);
  } catch (error) {
    return { fault: `threw ${error instanceof Error ? error.stack : String(error)}` };
  }
}
