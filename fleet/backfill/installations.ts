import type { Platform } from "../../lib/contract/evidence";
import type { SdkSignal } from "../../lib/contract/signals";
import { pick, type Random, seededRandom } from "../random";
import { BACKGROUND, BROKEN_SDK, BROKEN_SHARE, CAMPAIGN, RELEASES, SAMPLE_COUNTRIES, SAMPLE_MODELS } from "./story";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a sample installation is like under one release. */
export interface Shape {
  readonly version: string;
  readonly versionCode: number;
  readonly sdk: string;
  readonly signals: readonly SdkSignal[];
  readonly detail: string;
}

/** One sample installation, from its enrolment to its last day. */
export interface Installation {
  readonly id: string;
  readonly platform: Platform;
  readonly model: string;
  readonly osVersion: string;
  readonly patchLevel: string | null;
  readonly country: string;
  readonly utcHours: number;
  readonly enrolledAt: number;
  readonly lastAt: number;
  /** Attestations in an hour of the campaign; 0 for everybody else, who follow the day. */
  readonly perHour: number;
  /** How often it is used, 1 being the usual. */
  readonly intensity: number;
  readonly repackaged: boolean;
  /** Its releases, newest first, with the instant from which it runs each. */
  readonly shapes: readonly { readonly from: number; readonly shape: Shape }[];
}

/** Draws the installations of a history that ends at `end`; the same for the same seed and end. */
export function drawInstallations(count: number, days: number, end: number, seed: number): Installation[] {
  const random = seededRandom(seed);
  const campaign = Math.max(12, Math.round(count * CAMPAIGN.share));
  return [
    ...Array.from({ length: count }, () => drawHonest(random, days, end)),
    ...Array.from({ length: campaign }, () => drawCampaign(random, end - CAMPAIGN.hours * HOUR_MS, end)),
    ...CAMPAIGN.trials.flatMap((hours) => {
      const begin = end - hours * HOUR_MS;
      return Array.from({ length: Math.ceil(campaign / 2) }, () => drawCampaign(random, begin, begin + HOUR_MS));
    }),
  ];
}

function drawHonest(random: Random, days: number, end: number): Installation {
  const platform: Platform = random() < 0.67 ? "android" : "ios";
  const start = end - days * DAY_MS;
  const enrolledAt = random() < 0.55 ? start : start + random() * days * DAY_MS;
  const lastAt = random() < 0.75 ? end : enrolledAt + random() * (end - enrolledAt);
  const { model, systems } = pick(random, SAMPLE_MODELS[platform]);
  const { osVersion, patchLevel } = pick(random, systems);
  const { country, utcHours } = pick(random, SAMPLE_COUNTRIES);
  const possible = BACKGROUND.filter(({ platforms }) => platforms.includes(platform));
  const trouble =
    random() * 1000 < possible.reduce((sum, { weight }) => sum + weight, 0) ? pick(random, possible) : null;
  const quirks: SdkSignal[] = random() < 0.03 ? ["dev-mode"] : [];
  const called = random() < BROKEN_SHARE;
  const shapes = drawReleases(random, enrolledAt, end).map(({ from, release }) => {
    const broken = called && release.sdk === BROKEN_SDK;
    const signals = [...(trouble?.signals ?? []), ...quirks, ...(broken ? (["app-cloned"] as const) : [])];
    const detail = broken ? "a second profile of the launcher was taken for a container" : (trouble?.detail ?? "");
    return { from, shape: shapeOf(release, signals, detail) };
  });
  return {
    id: uuidFrom(random, enrolledAt),
    platform,
    model,
    osVersion,
    patchLevel: patchLevel ?? null,
    country,
    utcHours,
    enrolledAt,
    lastAt,
    perHour: 0,
    intensity: 0.4 + 1.2 * random(),
    repackaged: trouble?.repackaged === true,
    shapes,
  };
}

function drawCampaign(random: Random, begin: number, end: number): Installation {
  const enrolledAt = begin + random() * HOUR_MS;
  const { model, systems } = pick(random, SAMPLE_MODELS.android);
  const { osVersion, patchLevel } = pick(random, systems);
  const release = RELEASES.find(({ version }) => version === CAMPAIGN.version) ?? RELEASES[0];
  return {
    id: uuidFrom(random, enrolledAt),
    platform: "android",
    model,
    osVersion,
    patchLevel: patchLevel ?? null,
    country: CAMPAIGN.country,
    utcHours: -3,
    enrolledAt,
    lastAt: end,
    perHour: CAMPAIGN.perHour,
    intensity: 1,
    repackaged: false,
    shapes: [{ from: 0, shape: shapeOf(release, CAMPAIGN.signals, "frida-agent-64.so mapped into the process") }],
  };
}

type Release = (typeof RELEASES)[number];

/** Each release that an installation ever runs, newest first; people take an update within some days. */
function drawReleases(random: Random, enrolledAt: number, end: number): { from: number; release: Release }[] {
  const reached = random();
  return RELEASES.flatMap((release) => {
    const [from, to] = release.reach;
    if (reached < from || reached >= to) return [];
    const out = Number.isFinite(release.day) ? end - release.day * DAY_MS : 0;
    const delay = out === 0 ? 0 : -Math.log(1 - random()) * Math.min(7, release.day / 2.5) * DAY_MS;
    return [{ from: out > enrolledAt ? out + delay : Math.min(out, enrolledAt), release }];
  }).reverse();
}

function shapeOf({ version, versionCode, sdk }: Release, signals: readonly SdkSignal[], detail: string): Shape {
  return { version, versionCode, sdk, signals, detail };
}

/** A UUIDv7 (RFC 9562 section 5.7) whose random bits come from the seed. */
export function uuidFrom(random: Random, at: number): string {
  const time = Math.floor(at).toString(16).padStart(12, "0");
  const bits = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, "0");
  const variant = (8 + Math.floor(random() * 4)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${bits(3)}-${variant}${bits(3)}-${bits(6)}${bits(6)}`;
}
