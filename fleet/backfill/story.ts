/**
 * What the sample history tells: honest people with their days and weeks, their releases, a Frida campaign in one
 * country, and an SDK version that calls honest phones cloned. docs/console.md names the same facts.
 */
import type { Platform } from "../../lib/contract/evidence";
import { type AppraisalPolicy, STARTING_POLICY } from "../../lib/contract/policy";
import type { SdkSignal } from "../../lib/contract/signals";
import { MODELS } from "../models";
import type { Weighted } from "../random";

export const SAMPLE_APP_ID = "com.example.meridian";
export const SAMPLE_APP_NAME = "Meridian Pay (sample)";

/**
 * Releases, oldest first; `day` counts back from the end, `reach` are the installations that ever get it: all lie between
 * 0 and 1. The broken SDK is in most of 7.18.0, but not in its first build, and in a build of the line before: what rises
 * is told by the SDK and not by the app version.
 */
export const RELEASES = [
  { version: "7.16.4", versionCode: 71604, sdk: "4.1.1", day: Number.POSITIVE_INFINITY, reach: [0, 1] },
  { version: "7.17.2", versionCode: 71702, sdk: "4.1.3", day: 58, reach: [0, 0.86] },
  { version: "7.17.3", versionCode: 71703, sdk: "4.2.0", day: 6, reach: [0.27, 0.31] },
  { version: "7.18.0", versionCode: 71800, sdk: "4.1.3", day: 6, reach: [0.2, 0.27] },
  { version: "7.18.0", versionCode: 71801, sdk: "4.2.0", day: 6, reach: [0, 0.2] },
] as const;

/** The newest SDK, and the share of honest phones that it calls `app-cloned`. */
export const BROKEN_SDK = "4.2.0";
export const BROKEN_SHARE = 0.31;

export const CAMPAIGN = {
  country: "BR",
  version: "7.16.4",
  /** Hours before the end at which it begins; it goes on. */
  hours: 5,
  /** Its instances, as a share of all, and what each of them sends in an hour. */
  share: 0.006,
  perHour: 4,
  signals: ["hook-framework", "memory-tampering"],
  /** Hours before the end at which half as many tried it before, for an hour each. */
  trials: [75, 52],
} as const;

/** The API that the sample app calls. */
export const SAMPLE_API = "api.meridian.example";

/** What is watched: the campaign and its trials fire the one, the broken SDK the other. */
export const SAMPLE_RULES = [
  {
    name: "Frida in Brazil",
    severity: "critical",
    definition: {
      metric: "reason-share",
      reason: "hook-framework",
      filter: `country=${CAMPAIGN.country}`,
      windowMinutes: 60,
      condition: { kind: "threshold", direction: "above", value: 0.1 },
      // At night few are awake in one country, and fewer still in a small history.
      attemptsMin: 8,
    },
    acknowledged: null,
  },
  {
    name: `Rejected by SDK ${BROKEN_SDK}`,
    severity: "warning",
    definition: {
      metric: "rejection-rate",
      filter: `sdk=${BROKEN_SDK}`,
      windowMinutes: 60,
      condition: { kind: "threshold", direction: "above", value: 0.2 },
      // While few have a release, its rate swings with the hour: only a whole day below says that it is over.
      clearForMinutes: 1440,
    },
    acknowledged: "Launcher profiles are taken for containers; the SDK's makers know.",
  },
] as const;

/** A view that is kept by name. */
export const SAMPLE_VIEW = {
  name: "Frida in Brazil",
  page: "/rejections",
  query: `range=24h&country=${CAMPAIGN.country}&reason=hook-framework`,
} as const;

/** Honest, but with a security patch older than the policy's minimum, which it only notes. */
export const OLD_PATCH_MODEL = "Galaxy A14";
const MINIMUM_PATCH = "2024-06";

/** The policy that the sample app is judged by. */
export function samplePolicy(platform: Platform): AppraisalPolicy {
  return {
    ...STARTING_POLICY,
    signals: {
      ...STARTING_POLICY.signals,
      "app-cloned": "reject",
      emulator: "reject",
      "untrusted-ca": "annotate",
      "outdated-patch": "annotate",
    },
    minimumPatchLevel: platform === "android" ? MINIMUM_PATCH : null,
  };
}

/** Countries by share of installations, with their hours ahead of UTC. */
export const SAMPLE_COUNTRIES: readonly (Weighted & { readonly country: string; readonly utcHours: number })[] = [
  { weight: 26, country: "PT", utcHours: 0 },
  { weight: 21, country: "ES", utcHours: 1 },
  { weight: 13, country: "BR", utcHours: -3 },
  { weight: 12, country: "FR", utcHours: 1 },
  { weight: 10, country: "DE", utcHours: 1 },
  { weight: 7, country: "GB", utcHours: 0 },
  { weight: 5, country: "IT", utcHours: 1 },
  { weight: 4, country: "CH", utcHours: 1 },
  { weight: 2, country: "AO", utcHours: 1 },
];

/** Models with their systems; the spread of the simulated fleet. */
export const SAMPLE_MODELS = MODELS;

/** What is wrong with installations all the time, in a thousand. */
export const BACKGROUND: readonly (Weighted & {
  readonly platforms: readonly Platform[];
  readonly signals: readonly SdkSignal[];
  readonly detail: string;
  readonly repackaged?: true;
})[] = [
  { weight: 5, platforms: ["android"], signals: ["root"], detail: "su found in /system/xbin" },
  { weight: 3, platforms: ["ios"], signals: ["jailbreak"], detail: "Sileo.app is installed" },
  { weight: 2.2, platforms: ["android"], signals: ["emulator"], detail: "goldfish hardware" },
  { weight: 1.6, platforms: ["android", "ios"], signals: ["debugger"], detail: "a tracer is attached" },
  { weight: 1.4, platforms: ["android", "ios"], signals: [], detail: "", repackaged: true },
  {
    weight: 1.2,
    platforms: ["android", "ios"],
    signals: ["mitm-proxy", "untrusted-ca"],
    detail: "chain ends in a user-installed authority",
  },
  { weight: 0.8, platforms: ["android"], signals: ["app-cloned"], detail: "runs inside a container app" },
  {
    weight: 0.5,
    platforms: ["android", "ios"],
    signals: ["hook-framework"],
    detail: "frida-agent mapped into the process",
  },
];

/** Share of the day's attestations by local hour. */
export const HOURS_OF_DAY = [
  0.012, 0.007, 0.005, 0.004, 0.005, 0.011, 0.026, 0.048, 0.058, 0.055, 0.052, 0.054, 0.061, 0.06, 0.054, 0.052, 0.055,
  0.061, 0.067, 0.069, 0.066, 0.055, 0.039, 0.024,
];
/** Monday first. */
export const DAYS_OF_WEEK = [1.03, 1.04, 1.05, 1.06, 1.1, 0.92, 0.8];
