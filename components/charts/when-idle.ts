/** Longest wait for a browser that never rests. */
const WAIT_MAX_MS = 4000;
/** For browsers that don't tell when they rest. */
const PAUSE_MS = 200;

let turn: Promise<void> = Promise.resolve();

/**
 * Runs heavy work when the browser rests, one job at a time with a rest between, so that nobody waits behind two of them.
 * A job that fails leaves things as they are, and the next its turn.
 */
export function whenIdle(signal: AbortSignal, job: () => Promise<void> | void): void {
  turn = turn
    .then(rest)
    .then(() => (signal.aborted ? undefined : job()))
    .catch(() => undefined);
}

function rest(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(() => resolve(), { timeout: WAIT_MAX_MS });
    else setTimeout(resolve, PAUSE_MS);
  });
}
