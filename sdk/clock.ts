/** Where time comes from, in milliseconds. */
export interface Clock {
  /** Time of day; the user can change it. */
  now(): number;
  /** Grows steadily, but stands still on some platforms while the phone sleeps. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

export interface Moment {
  readonly now: number;
  readonly monotonic: number;
}

export function moment(clock: Clock): Moment {
  return { now: clock.now(), monotonic: clock.monotonic() };
}

/** How far the time of day may jump back before the SDK stops trusting it; covers the network's own small corrections. */
const BACKWARD_JUMP_MS_MAX = 5000;

/**
 * Milliseconds since a moment, never too few: the larger of both clocks, because one stands still in sleep and the
 * other can be set. Infinite when the time of day was set back, so that nothing dated before is used again.
 */
export function elapsedMs(clock: Clock, since: Moment): number {
  const byDay = clock.now() - since.now;
  return byDay < -BACKWARD_JUMP_MS_MAX
    ? Number.POSITIVE_INFINITY
    : Math.max(byDay, clock.monotonic() - since.monotonic);
}
