import { appAttestEvidence, type EvidenceProvider, keyAttestationEvidence, playIntegrityEvidence } from "@attestry/sdk";
import type { TestApp } from "../lib/contract/protocol";
import { createVirtualAppAttest } from "../lib/virtual-phones/app-attest-service";
import { createVirtualKeystore, type PixelAttack } from "../lib/virtual-phones/keystore";
import { createVirtualPlay } from "../lib/virtual-phones/play-service";
import type { TestAuthorities } from "../lib/virtual-phones/test-authorities";
import { HARDWARE_ATTACKS, type HardwareAttack } from "./compromises";
import type { PhoneProfile } from "./population";
import { pick, type Random, type Weighted } from "./random";
import { softwareKeys } from "./software-keys";

/** What hardware a phone proves itself with, and how it cheats. */
export interface Hardware {
  readonly format: "app-attest" | "key-attestation" | "play-integrity";
  readonly keys: "factory" | "remote" | "strongBox";
  readonly teamId: string | null;
  readonly attack: HardwareAttack | null;
}

type AndroidHardware = Weighted & Pick<Hardware, "format" | "keys">;

const ANDROID: readonly AndroidHardware[] = [
  { weight: 35, format: "key-attestation", keys: "remote" },
  { weight: 20, format: "key-attestation", keys: "factory" },
  { weight: 15, format: "key-attestation", keys: "strongBox" },
  { weight: 30, format: "play-integrity", keys: "factory" },
];

/**
 * The hardware of a phone of this app, null where the registered build names nothing that it could prove. `attacks`
 * makes attacks on it that many times as frequent as the table says.
 */
export function drawHardware(
  platform: TestApp["platform"],
  teamId: string | null,
  attacks: number,
  random: Random,
): Hardware | null {
  if (platform === "ios" && teamId === null) return null;
  const { format, keys } =
    platform === "ios" ? ({ format: "app-attest", keys: "factory" } as const) : pick(random, ANDROID);
  const attack = HARDWARE_ATTACKS.find(
    ({ formats, weight }) => formats.some((one) => one === format) && random() * 1000 < weight * attacks,
  );
  return { format, keys, teamId, attack: attack?.id ?? null };
}

const OTHER_TEAM = "FOREIGN999";
const PIXEL_ATTACKS: Partial<Record<HardwareAttack, PixelAttack>> = {
  "chain-extension": "chain-extension",
  "foreign-package": "foreign-package",
  "unlocked-bootloader": "unlocked-bootloader",
};

/** The platform services of a phone, as its native client would show them to the SDK. */
export function evidenceOf(profile: PhoneProfile, hardware: Hardware, authorities: TestAuthorities): EvidenceProvider {
  if (hardware.format === "key-attestation") return pixelEvidence(profile, hardware, authorities);
  if (hardware.format === "play-integrity") return playEvidence(profile, hardware, authorities);
  const team = hardware.attack === "foreign-team" ? OTHER_TEAM : hardware.teamId;
  const service = createVirtualAppAttest({
    authority: authorities.apple,
    appId: `${team}.${profile.app}`,
    iosVersion: profile.device.osVersion,
    replaysCounter: hardware.attack === "replayed-counter",
  });
  return appAttestEvidence(service, softwareKeys);
}

function pixelEvidence(profile: PhoneProfile, { keys, attack }: Hardware, authorities: TestAuthorities) {
  const { device, app, versionCode, signerDigests } = profile;
  const day = Number((device.patchLevel ?? "2024-01-05").replaceAll("-", ""));
  const level = keys === "strongBox" ? 2 : 1;
  const cheat = attack === null ? undefined : PIXEL_ATTACKS[attack];
  const keystore = createVirtualKeystore({
    factory: attack === "revoked-serial" ? authorities.revoked : authorities[keys],
    record: {
      packages: [{ name: app, versionCode }],
      signerDigests,
      attestationLevel: level,
      keymintLevel: level,
      osVersion: Number.parseInt(device.osVersion, 10) * 10_000,
      osPatchLevel: Math.floor(day / 100),
      vendorPatchLevel: day,
      bootPatchLevel: day,
    },
    ...(cheat === undefined ? {} : { attack: cheat }),
  });
  return keyAttestationEvidence(keystore);
}

function playEvidence(
  { app, versionCode, signerDigests }: PhoneProfile,
  { attack }: Hardware,
  { play }: TestAuthorities,
) {
  const labels = attack === "no-device-integrity" ? [] : ["MEETS_DEVICE_INTEGRITY"];
  const verdict = { packageName: app, signerDigests, versionCode, deviceRecognitionVerdict: labels };
  return playIntegrityEvidence(createVirtualPlay({ keys: play, verdict, now: Date.now }), softwareKeys);
}
