import type { AttestationEvent } from "./event";

/** What a batch has besides plain attempts. The statement that stores it has a part for each, and none for what is not there. */
export interface Shape {
  /**
   * Someone else may have a say: a challenge that is spent, a key that is enrolled, a counter, an event that is stored
   * already or whose hour is closed. What is stored then depends on what is there.
   */
  readonly contested: boolean;
  readonly shadow: boolean;
  readonly override: boolean;
  readonly credential: boolean;
  /** Secrets are given: their rows belong to the same transaction. */
  readonly delivers: boolean;
}

/** The shape of a batch; whether its challenges are spent only the attempt to store it shows. O(events). */
export function shapeOf(events: readonly AttestationEvent[]): Shape {
  return {
    contested: events.some(({ instance, counter }) => instance !== null || counter != null),
    shadow: events.some(({ shadow }) => shadow != null),
    override: events.some(({ overrideId }) => overrideId != null),
    credential: events.some(({ credentialId }) => credentialId != null),
    delivers: events.some(({ delivery }) => delivery !== undefined),
  };
}
