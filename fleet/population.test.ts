import { expect, it } from "vitest";
import type { TestApp } from "../lib/contract/protocol";
import { isSignal, SDK_SIGNALS } from "../lib/contract/signals";
import { COMPROMISES, HARDWARE_ATTACKS, QUIRKS } from "./compromises";
import { drawPopulation } from "./population";
import { pick, seededRandom } from "./random";

const app = (platform: TestApp["platform"]): TestApp => ({
  app: `com.example.${platform}`,
  platform,
  name: "Example",
  acceptsTestTraffic: true,
  builds: [
    { versionName: "7.13.0", versionCode: 7130, signerDigests: ["ab".repeat(32)], teamId: teamOf(platform) },
    { versionName: "7.14.0", versionCode: 7140, signerDigests: ["ab".repeat(32)], teamId: teamOf(platform) },
  ],
});
const teamOf = (platform: TestApp["platform"]) => (platform === "ios" ? "TEAM123456" : null);
const both = [app("android"), app("ios")];

it("draws the same phones for the same seed, and others for another", () => {
  const draw = (seed: number) => drawPopulation({ apps: both, instances: 200, seed });
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

it("makes about four phones in a hundred compromised, in every way the table lists", () => {
  const phones = drawPopulation({ apps: both, instances: 20_000, seed: 3 });
  const compromised = phones.filter(({ compromise }) => compromise !== null);
  expect(compromised.length / phones.length).toBeGreaterThan(0.03);
  expect(compromised.length / phones.length).toBeLessThan(0.05);
  expect(new Set(compromised.map(({ compromise }) => compromise?.id))).toEqual(
    new Set(COMPROMISES.map(({ id }) => id)),
  );
});

it("gives each phone a compromise of its own platform, with that compromise's marks", () => {
  for (const phone of drawPopulation({ apps: both, instances: 20_000, seed: 4 })) {
    const { compromise, platform } = phone;
    if (compromise === null) continue;
    expect(compromise.platforms).toContain(platform);
    expect(phone.measurements.map(({ signal }) => signal)).toEqual(expect.arrayContaining([...compromise.signals]));
    if (compromise.lie === "foreign-signer") expect(phone.signerDigests).not.toEqual(["ab".repeat(32)]);
    if (compromise.lie === "old-app") expect([phone.appVersion, phone.versionCode < 7130]).toEqual(["6.0.0", true]);
  }
});

it("reports only what an SDK can measure", () => {
  const reported = [...COMPROMISES.flatMap(({ signals }) => signals), ...QUIRKS.map(({ signal }) => signal)];
  for (const signal of reported) expect(isSignal(signal) && SDK_SIGNALS.includes(signal)).toBe(true);
});

it("has most phones on the newest build", () => {
  const phones = drawPopulation({ apps: [app("android")], instances: 5000, seed: 5 });
  const newest = phones.filter(({ appVersion }) => appVersion === "7.14.0").length;
  expect(newest / phones.length).toBeGreaterThan(0.7);
  expect(newest / phones.length).toBeLessThan(0.9);
});

it("keeps to the countries it is given", () => {
  const countries = [
    { country: "BR", weight: 3 },
    { country: "US", weight: 1 },
  ];
  const phones = drawPopulation({ apps: both, instances: 4000, seed: 6, countries });
  const brazilian = phones.filter(({ country }) => country === "BR").length;
  expect(new Set(phones.map(({ country }) => country))).toEqual(new Set(["BR", "US"]));
  expect(brazilian / phones.length).toBeCloseTo(0.75, 1);
});

it("picks evenly over its range and refuses to pick from nothing", () => {
  const random = seededRandom(1);
  const mean = Array.from({ length: 10_000 }, random).reduce((sum, value) => sum + value, 0) / 10_000;
  expect(mean).toBeCloseTo(0.5, 1);
  expect(() => pick(random, [])).toThrow();
});

it("gives the asked share of phones hardware evidence, of a format that their platform has", () => {
  const phones = drawPopulation({ apps: both, instances: 4000, seed: 7, hardwareShare: 0.6 });
  const held = phones.filter(({ hardware }) => hardware !== null);
  expect(held.length / phones.length).toBeCloseTo(0.6, 1);
  const formats = (platform: string) =>
    new Set(held.filter((phone) => phone.platform === platform).map(({ hardware }) => hardware?.format));
  expect(formats("android")).toEqual(new Set(["key-attestation", "play-integrity"]));
  expect(formats("ios")).toEqual(new Set(["app-attest"]));
  expect(new Set(held.flatMap(({ hardware }) => hardware?.attack ?? []))).toEqual(
    new Set(HARDWARE_ATTACKS.map(({ id }) => id)),
  );
});

it("draws the same phones whatever share of them has hardware evidence", () => {
  const draw = (hardwareShare: number) =>
    drawPopulation({ apps: both, instances: 300, seed: 8, hardwareShare }).map(({ device, country }) => [
      device,
      country,
    ]);
  expect(draw(0.9)).toEqual(draw(0));
});

it("gives an iPhone no hardware evidence where no team is registered", () => {
  const [build] = app("ios").builds;
  const teamless = { ...app("ios"), builds: build === undefined ? [] : [{ ...build, teamId: null }] };
  const phones = drawPopulation({ apps: [teamless], instances: 100, seed: 9, hardwareShare: 1 });
  expect(phones.every(({ hardware }) => hardware === null)).toBe(true);
});
