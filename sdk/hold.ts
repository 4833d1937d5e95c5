import { type BackOff, jitteredMs, withRetries } from "./back-off";
import { type Clock, elapsedMs, type Moment, moment } from "./clock";
import { AttestryNetworkError } from "./errors";
import { sleep } from "./timers";

interface HoldOptions {
  readonly backOff: BackOff;
  readonly clock: Clock;
  readonly random: () => number;
}

/** First bound of the pause after a failed call; it doubles with each further failure up to `holdMsMax`. */
const HOLD_BASE_MS = 1000;

/**
 * Runs calls to the service with retries, and after a failure that reached the network lets later calls fail at once
 * for a while, so that a struggling service is not asked by every request of every app. What never left the phone,
 * or an untrusted network holds nothing back: the user may just have changed the network.
 */
export function createHold({ backOff, clock, random }: HoldOptions): <T>(operation: () => Promise<T>) => Promise<T> {
  let failures = 0;
  let held: { readonly error: AttestryNetworkError; readonly since: Moment; readonly ms: number } | null = null;

  function pauseMs(error: AttestryNetworkError): number {
    const askedMs = (error.retryAfterSeconds ?? 0) * 1000;
    const reached = error.status === "NO_SERVICE" || error.status === "POOR_NETWORK";
    const ownMs = reached ? jitteredMs(random, HOLD_BASE_MS, backOff.holdMsMax, failures) : 0;
    return Math.min(askedMs + ownMs, backOff.holdMsMax);
  }

  return async (operation) => {
    const leftMs = held === null ? 0 : held.ms - elapsedMs(clock, held.since);
    if (held !== null && leftMs > 0) {
      throw new AttestryNetworkError(held.error.status, held.error, Math.ceil(leftMs / 1000));
    }
    try {
      const result = await withRetries(operation, backOff, { clock, random, sleep });
      failures = 0;
      held = null;
      return result;
    } catch (error) {
      if (error instanceof AttestryNetworkError) {
        failures += 1;
        held = { error, since: moment(clock), ms: pauseMs(error) };
      }
      throw error;
    }
  };
}
