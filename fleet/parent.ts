import type { LoadCounts } from "./load";

/**
 * The console starts the fleet as its child, with a channel between them. Ends the run when the console is gone, and
 * returns how to tell it the counts; without a parent of that kind it does neither.
 */
export function tellParent(stop: AbortController): (counts: LoadCounts) => void {
  if (process.send === undefined) return () => undefined;
  process.once("disconnect", () => stop.abort());
  return ({ sent, answered, errors, late }) => {
    if (!process.connected) return;
    const failed = [...errors.values()].reduce((sum, count) => sum + count, 0);
    process.send?.({ sent, answered, errors: failed, late }, undefined, {}, () => undefined);
  };
}
