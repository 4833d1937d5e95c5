/** Runs decoders and verifiers on mutated inputs: each must end in a refusal, soon, and none may pass. */
import { getHeapStatistics } from "node:v8";
import { type RandomBelow, seededBelow } from "../../testing/random";

export interface FuzzReport {
  readonly inputs: number;
  /** Inputs that threw something untyped, passed, or took too long, as text. */
  readonly faults: readonly string[];
  readonly slowestMs: number;
  /** Most memory that one input took, in bytes. */
  readonly largestBytes: number;
  /** By how much the process's highest resident memory rose over all of them, in bytes. */
  readonly residentGrowthBytes: number;
}

/** What one input led to: a refusal, or the reason why it is a fault. */
export type FuzzOutcome = "refused" | { readonly fault: string };

const MS_MAX = 50;
const BYTES_MAX = 64 * 1024 * 1024;
const TRIES = 8;
/** After so many it is clear that a target is broken. */
const FAULTS_MAX = 10;

/** Mutated inputs and what must become of each. */
export interface FuzzTarget {
  /** The guarantee, as a sentence. */
  readonly name: string;
  /** What is read, for the report. */
  readonly family: string;
  /** `decoder`: reads only. `verifier`: does cryptography on what still decodes. */
  readonly kind: "decoder" | "verifier";
  readonly make: (random: RandomBelow) => Buffer;
  readonly attempt: (input: Buffer) => FuzzOutcome | Promise<FuzzOutcome>;
}

/** Runs a target on `count` inputs. A slow input is tried again: a busy machine is no slow decoder. */
export async function fuzz({ make, attempt }: FuzzTarget, count: number, seed = 1): Promise<FuzzReport> {
  const random = seededBelow(seed);
  const faults: string[] = [];
  let slowestMs = 0;
  let largestBytes = 0;
  const highestBefore = highestResidentBytes();
  let index = 0;
  for (; index < count && faults.length < FAULTS_MAX; index++) {
    const input = make(random);
    const highest = highestResidentBytes();
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
    // What is allocated and collected again within one input shows only here.
    largestBytes = Math.max(largestBytes, highestResidentBytes() - highest);
    if (largestBytes > BYTES_MAX) faults.push(`${largestBytes} bytes: input ${index}`);
    if (elapsedMs > MS_MAX) faults.push(`${elapsedMs.toFixed(0)} ms: input ${index}`);
  }
  const residentGrowthBytes = highestResidentBytes() - highestBefore;
  return { inputs: index, faults, slowestMs, largestBytes, residentGrowthBytes };
}

/** The high-water mark of the process (getrusage(2) counts it in kilobytes). */
function highestResidentBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** In use on and off the heap; garbage counts until it is collected. */
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
