/** First pause, doubled at each further attempt, and the longest. */
const BASE_MS = 5_000;
const MAX_MS = 15 * 60_000;

/**
 * Milliseconds until the next attempt after `tries` failed ones: exponential, each between half and the whole of its
 * step, so that what failed together does not come back together. `random` is in [0, 1).
 */
export function backoffMs(tries: number, random: number): number {
  const step = Math.min(BASE_MS * 2 ** Math.max(0, tries - 1), MAX_MS);
  return step / 2 + (step / 2) * random;
}
