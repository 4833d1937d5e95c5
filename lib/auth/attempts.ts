/** How a wrong guess makes the next one wait: some are free, then the wait doubles up to a most. */
export interface GrowingDelay {
  readonly freeAttempts: number;
  readonly baseSeconds: number;
  readonly maxSeconds: number;
}

/** One account: five guesses, then 5 s, 10 s, 20 s … a quarter of an hour. */
export const ACCOUNT_DELAY: GrowingDelay = { freeAttempts: 5, baseSeconds: 5, maxSeconds: 900 };
/** One address, whatever accounts it tries: many people can share it, so it has more. */
export const ADDRESS_DELAY: GrowingDelay = { freeAttempts: 20, baseSeconds: 30, maxSeconds: 900 };

/** Seconds to wait after so many attempts in a row that did not succeed. */
export function delaySeconds(delay: GrowingDelay, attempts: number): number {
  if (attempts < delay.freeAttempts) return 0;
  // The exponent is bounded so that no count overflows.
  return Math.min(delay.maxSeconds, delay.baseSeconds * 2 ** Math.min(attempts - delay.freeAttempts, 20));
}

/** Counts attempts by key in memory, at most `capacity` keys; the one tried longest ago is forgotten first. */
export class AttemptCounter {
  readonly #delay: GrowingDelay;
  readonly #capacity: number;
  readonly #attempts = new Map<string, { count: number; lockedUntil: number }>();

  constructor(delay: GrowingDelay, capacity = 10_000) {
    this.#delay = delay;
    this.#capacity = capacity;
  }

  /**
   * Counts an attempt before it is judged, so that guesses made at once count as well. Returns the seconds to wait
   * when the key is locked, 0 when the attempt may go on.
   */
  begin(key: string, now: Date): number {
    const entry = this.#attempts.get(key) ?? { count: 0, lockedUntil: 0 };
    if (entry.lockedUntil > now.getTime()) return Math.ceil((entry.lockedUntil - now.getTime()) / 1000);
    const count = entry.count + 1;
    this.#attempts.delete(key);
    this.#attempts.set(key, { count, lockedUntil: now.getTime() + delaySeconds(this.#delay, count) * 1000 });
    for (const oldest of this.#attempts.keys()) {
      if (this.#attempts.size <= this.#capacity) break;
      this.#attempts.delete(oldest);
    }
    return 0;
  }

  /** Takes one attempt back: it was right. */
  succeed(key: string): void {
    const entry = this.#attempts.get(key);
    if (entry === undefined) return;
    if (entry.count <= 1) this.#attempts.delete(key);
    else this.#attempts.set(key, { count: entry.count - 1, lockedUntil: 0 });
  }
}
