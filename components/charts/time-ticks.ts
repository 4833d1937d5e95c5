const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  4 * HOUR,
].concat([6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 182 * DAY]);

export interface TimeTick {
  readonly at: number;
  /** Whether it stands at a local midnight, where the date is shown. */
  readonly midnight: boolean;
}

/**
 * Round local times inside of a stretch, at most `most` of them. `offsetMs` is how far local time is ahead of UTC at an
 * instant; a change of it within the stretch moves the later ticks with the clock.
 */
export function timeTicks(from: number, to: number, most: number, offsetMs: (at: number) => number): TimeTick[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? 364 * DAY;
  const ticks: TimeTick[] = [];
  const first = Math.ceil((from + offsetMs(from)) / step) * step;
  for (let local = first; ; local += step) {
    const at = local - offsetMs(local - offsetMs(from));
    if (at > to) return ticks;
    ticks.push({ at, midnight: local % DAY === 0 });
  }
}

/** How far the browser's local time is ahead of UTC. */
export function browserOffset(at: number): number {
  return -new Date(at).getTimezoneOffset() * MINUTE;
}
