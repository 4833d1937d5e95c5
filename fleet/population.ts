import { createHash } from "node:crypto";
import type { Measurement } from "@attestry/sdk";
import type { Platform } from "../lib/contract/evidence";
import type { TestApp } from "../lib/contract/protocol";
import { COMPROMISES, type Compromise, QUIRKS } from "./compromises";
import { drawHardware, type Hardware } from "./hardware";
import { COUNTRIES, EMULATOR_MODEL, MODELS, SDK_VERSIONS } from "./models";
import { pick, type Random, seededRandom, type Weighted } from "./random";

/** Everything that makes one simulated phone this phone; the same for the same seed. */
export interface PhoneProfile {
  readonly index: number;
  readonly app: string;
  readonly platform: Platform;
  readonly appVersion: string;
  readonly versionCode: number;
  readonly signerDigests: readonly string[];
  readonly device: { readonly model: string; readonly osVersion: string; readonly patchLevel?: string };
  readonly country: string;
  readonly sdkVersion: string;
  /** What its SDK finds, compromised or just unusual. */
  readonly measurements: readonly Measurement[];
  /** Null for an honest phone. */
  readonly compromise: Compromise | null;
  /** Null for a phone with a software key. */
  readonly hardware: Hardware | null;
}

export interface PopulationOptions {
  /** Registered apps with at least one build; phones spread evenly over them. */
  readonly apps: readonly TestApp[];
  readonly instances: number;
  readonly seed: number;
  /** Replaces the usual spread of countries. */
  readonly countries?: readonly (Weighted & { readonly country: string })[];
  /** Share of phones with something wrong with them, 0 to 1; by default as often as each compromise occurs. */
  readonly compromisedShare?: number;
  /** Share of phones with hardware evidence, 0 to 1; none by default. */
  readonly hardwareShare?: number;
}

/** About what the table of compromises adds up to; attacks on hardware evidence follow a share that is asked for. */
const USUAL_SHARE = 0.04;

type Build = TestApp["builds"][number];

/** Draws the phones of a fleet. */
export function drawPopulation(options: PopulationOptions): PhoneProfile[] {
  const { apps, instances, seed, countries = COUNTRIES, compromisedShare, hardwareShare = 0 } = options;
  const random = seededRandom(seed);
  // Numbers of its own, so that the rest of a phone is the same whatever it proves itself with.
  const hardwareRandom = seededRandom(seed ^ 0x5eed);
  const attacks = compromisedShare === undefined ? 1 : compromisedShare / USUAL_SHARE;
  const evenly = apps.map((app) => ({ app, weight: 1 }));
  return Array.from({ length: instances }, (_, index) => {
    const { app } = pick(random, evenly);
    const { country } = pick(random, countries);
    const compromise = drawCompromise(app.platform, random, compromisedShare);
    const { teamId, ...phone } = drawPhone(index, { app, country, compromise }, random);
    const hardware = drawHardware(app.platform, teamId, attacks, hardwareRandom);
    return { ...phone, hardware: hardwareRandom() < hardwareShare ? hardware : null };
  });
}

function drawPhone(
  index: number,
  { app, country, compromise }: { app: TestApp; country: string; compromise: Compromise | null },
  random: Random,
): Omit<PhoneProfile, "hardware"> & { readonly teamId: string | null } {
  const { platform } = app;
  const build = drawBuild(app.builds, random);
  const { model, systems } = pick(random, MODELS[platform]);
  const { osVersion, patchLevel } = pick(random, systems);
  const old = compromise?.lie === "old-app";
  const patch = old && platform === "android" ? "2019-04-05" : patchLevel;
  return {
    index,
    app: app.app,
    platform,
    appVersion: old ? olderVersion(build.versionName) : build.versionName,
    versionCode: old ? Math.floor(build.versionCode / 2) : build.versionCode,
    signerDigests: compromise?.lie === "foreign-signer" ? [foreignSigner(index)] : build.signerDigests,
    device: {
      model: compromise?.id === "emulator" ? EMULATOR_MODEL : model,
      osVersion,
      ...(patch === undefined ? {} : { patchLevel: patch }),
    },
    country,
    sdkVersion: pick(random, SDK_VERSIONS).sdkVersion,
    measurements: drawMeasurements(compromise, random),
    compromise,
    teamId: build.teamId,
  };
}

function drawCompromise(platform: Platform, random: Random, share: number | undefined): Compromise | null {
  const possible = COMPROMISES.filter(({ platforms }) => platforms.includes(platform));
  const usual = possible.reduce((sum, { weight }) => sum + weight, 0) / 1000;
  return random() < (share ?? usual) ? pick(random, possible) : null;
}

function drawMeasurements(compromise: Compromise | null, random: Random): Measurement[] {
  const { signals = [], detail = "" } = compromise ?? {};
  const quirks = QUIRKS.filter(({ weight }) => random() * 1000 < weight);
  return [
    ...signals.map((signal) => ({ signal, detail })),
    ...quirks.map(({ signal, detail }) => ({ signal, detail })),
  ];
}

/** Most phones have the newest build, each older one a quarter of the next newer. */
function drawBuild(builds: readonly Build[], random: Random): Build {
  const newestFirst = [...builds].sort((a, b) => b.versionCode - a.versionCode);
  return pick(
    random,
    newestFirst.map((build, age) => ({ ...build, weight: 0.25 ** age })),
  );
}

/** A version that was never the newest: one major release back, or 0.9 of the first. */
function olderVersion(versionName: string): string {
  const major = Number.parseInt(versionName, 10);
  return Number.isFinite(major) && major > 1 ? `${major - 1}.0.0` : "0.9.0";
}

/** The certificate of somebody who signed the app anew; a handful of them share the market. */
function foreignSigner(index: number): string {
  return createHash("sha256")
    .update(`foreign signer ${index % 5}`)
    .digest("hex");
}
