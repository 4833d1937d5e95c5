import { type Clock, elapsedMs, moment } from "./clock";
import { AttestryNetworkError } from "./errors";

/** Bounds of the back-off, in milliseconds. */
export interface BackOff {
  /** Tries within one call. */
  readonly triesMax: number;
  readonly baseMs: number;
  /** No further try begins later than this after the first. */
  readonly callMsMax: number;
  /** Longest wait between two tries of one call; a longer Retry-After ends the call instead. */
  readonly waitMsMax: number;
  /** Longest time that a failed call makes later ones fail at once: no answer locks an app out for long. */
  readonly holdMsMax: number;
}

export const DEFAULT_BACK_OFF: BackOff = {
  triesMax: 3,
  baseMs: 250,
  callMsMax: 10_000,
  waitMsMax: 3000,
  holdMsMax: 60_000,
};

/** Full jitter: anything between nothing and the exponential bound, so that a fleet never comes back in step. */
export function jitteredMs(random: () => number, baseMs: number, capMs: number, failures: number): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(failures, 30)));
}

export interface Waiting {
  readonly clock: Clock;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Repeats what failed for the network's or the service's sake; the last failure is the call's failure. */
export async function withRetries<T>(operation: () => Promise<T>, backOff: BackOff, waiting: Waiting): Promise<T> {
  const startedAt = moment(waiting.clock);
  for (let tries = 1; ; tries += 1) {
    try {
      return await operation();
    } catch (error) {
      if (!(error instanceof AttestryNetworkError) || tries >= backOff.triesMax) throw error;
      const askedMs = (error.retryAfterSeconds ?? 0) * 1000;
      const waitMs = askedMs + jitteredMs(waiting.random, backOff.baseMs, backOff.waitMsMax, tries);
      const tooLate = elapsedMs(waiting.clock, startedAt) + waitMs > backOff.callMsMax;
      if (askedMs > backOff.waitMsMax || tooLate) throw error;
      await waiting.sleep(waitMs);
    }
  }
}
