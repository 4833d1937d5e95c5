/** Postgres channels that processes wake each other through; payloads are hints only. */

/** The event writer tells the console that a batch was committed. */
export const EVENTS_CHANNEL = "attestry_events";
