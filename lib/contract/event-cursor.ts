import type { EventRow } from "./events";

/**
 * Where a list goes on below an event: its instant in microseconds, and its id. Exact, though `at` is a double: today's
 * microseconds need 51 bits.
 */
export function eventCursor(event: Pick<EventRow, "at" | "id">): string {
  return `${Math.round(event.at * 1000)}.${event.id}`;
}

/** Where a list starts that has nothing newer than an instant. */
export function cursorAt(at: number): string {
  return `${Math.round(at * 1000) + 1}.00000000-0000-0000-0000-000000000000`;
}
