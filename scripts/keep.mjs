/** Keeps something running: brings it back with a growing pause whenever it ends unasked. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * `exited` resolves with the reason once it has ended, asked or not; `stop` resolves when it has.
 * @typedef {{ exited: Promise<string>, stop(): Promise<void> }} Running
 */

const pauseMsFirst = 250;
const pauseMsMax = 15_000;
/** Having run this long, an end is taken for a new trouble and not for the old one again. */
const settledAfterMs = 60_000;

/**
 * Starts it, and from then on starts it again each time it ends.
 * @template {Running} T
 * @param {string} name
 * @param {(signal: AbortSignal) => Promise<T>} start resolves when it is ready; gives up when the signal says so
 * @param {{ log: (line: string) => void, signal: AbortSignal }} options once the signal is aborted, the
 *   first start is given up and nothing is started again
 * @returns {Promise<{ current(): T, stop(): Promise<void> }>} rejects when the first start does
 */
export async function keepRunning(name, start, { log, signal }) {
  const stopping = new AbortController();
  let current = await start(signal);

  const kept = (async () => {
    let pauseMs = pauseMsFirst;
    let readyAt = performance.now();
    for (;;) {
      const reason = await current.exited;
      if (stopping.signal.aborted || signal.aborted) return;
      log(`${name} ended unexpectedly (${reason}); starting it again`);
      if (performance.now() - readyAt > settledAfterMs) pauseMs = pauseMsFirst;
      for (let isBack = false; !isBack; pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
        try {
          await sleep(pauseMs, undefined, { signal: stopping.signal });
          current = await start(stopping.signal);
          if (stopping.signal.aborted) return await current.stop();
          isBack = true;
        } catch (error) {
          if (stopping.signal.aborted) return;
          log(`${error instanceof Error ? error.message : error}; trying again`);
        }
      }
      log(`${name} is back`);
      readyAt = performance.now();
    }
  })();

  return {
    current: () => current,
    async stop() {
      stopping.abort();
      await current.stop();
      await kept;
    },
  };
}
