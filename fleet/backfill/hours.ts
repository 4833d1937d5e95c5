import { type Random, seededRandom } from "../random";
import type { Installation } from "./installations";
import { DAYS_OF_WEEK, HOURS_OF_DAY } from "./story";

export const HOUR_MS = 3_600_000;
/** Hours a day in which an installation is used, and attestations in such an hour: one every five minutes of use. */
const ACTIVE_HOURS = 1.8;
const MORE_IN_HOUR = 0.68;
const IN_HOUR_MAX = 12;
/** Attestations of a usual installation and day. */
export const PER_INSTALLATION_AND_DAY = ACTIVE_HOURS / (1 - MORE_IN_HOUR);

/** What one installation did in one hour. */
export interface Activity {
  readonly installation: number;
  /** Index in its shapes. */
  readonly shape: number;
  readonly n: number;
}

/**
 * Who attested in one hour and how often. Each hour draws from a seed of its own, so that an hour is the same whatever
 * was asked before.
 */
export function drawHour(installations: readonly Installation[], hour: number, seed: number): Activity[] {
  const random = seededRandom((seed ^ Math.imul(hour / HOUR_MS, 0x9e3779b1)) >>> 0);
  const odds = oddsByZone(hour);
  const active: Activity[] = [];
  for (const [index, installation] of installations.entries()) {
    if (hour + HOUR_MS <= installation.enrolledAt || hour > installation.lastAt) continue;
    const n =
      installation.perHour > 0 ? campaignCount(random, installation.perHour) : count(random, installation, odds);
    if (n > 0) active.push({ installation: index, shape: shapeAt(installation, hour), n });
  }
  return active;
}

function count(random: Random, { utcHours, intensity }: Installation, odds: readonly number[]): number {
  if (random() >= (odds[utcHours + 12] ?? 0) * intensity) return 0;
  return Math.min(IN_HOUR_MAX, 1 + Math.floor(Math.log(1 - random()) / Math.log(MORE_IN_HOUR)));
}

function campaignCount(random: Random, perHour: number): number {
  return Math.round(perHour * (0.5 + random()));
}

/** The chance that an installation is used in an hour, by its hours ahead of UTC (index 12 is UTC). */
function oddsByZone(hour: number): number[] {
  return Array.from({ length: 25 }, (_, index) => {
    const local = new Date(hour + (index - 12) * HOUR_MS);
    const day = DAYS_OF_WEEK[(local.getUTCDay() + 6) % 7] ?? 1;
    return ACTIVE_HOURS * (HOURS_OF_DAY[local.getUTCHours()] ?? 0) * day;
  });
}

function shapeAt({ shapes }: Installation, at: number): number {
  const found = shapes.findIndex(({ from }) => from <= at);
  return found === -1 ? shapes.length - 1 : found;
}

/**
 * The instants of an activity, none before its installation enrolled and all before `end`: five minutes apart from a
 * random start, those past the hour at its beginning, so that no part of the hour is busier than another.
 */
export function instantsOf(
  { n }: Activity,
  { enrolledAt }: Pick<Installation, "enrolledAt">,
  hour: number,
  end: number,
  random: Random,
): number[] {
  const start = random() * HOUR_MS;
  return Array.from({ length: n }, (_, index) =>
    Math.floor(hour + ((start + index * 300_000 + random() * 2000) % HOUR_MS)),
  ).filter((at) => at >= enrolledAt && at < end);
}
