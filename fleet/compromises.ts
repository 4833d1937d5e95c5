import type { EvidenceFormat, Platform } from "../lib/contract/evidence";
import type { SdkSignal } from "../lib/contract/signals";

/** What is wrong with a simulated phone. */
export interface Compromise {
  readonly id: string;
  /** Phones in a thousand of the platforms it occurs on. */
  readonly weight: number;
  readonly platforms: readonly Platform[];
  readonly signals: readonly SdkSignal[];
  readonly detail: string;
  /** What the phone lies about, beyond its signals. */
  readonly lie?: "foreign-signer" | "old-app" | "replays";
}

const BOTH: readonly Platform[] = ["android", "ios"];

/** Everything that is refused by a usual policy: about 4 phones in 100. */
export const COMPROMISES: readonly Compromise[] = [
  { id: "root", weight: 11, platforms: ["android"], signals: ["root"], detail: "su found in /system/xbin" },
  { id: "jailbreak", weight: 8, platforms: ["ios"], signals: ["jailbreak"], detail: "Sileo.app is installed" },
  {
    id: "frida",
    weight: 8,
    platforms: BOTH,
    signals: ["hook-framework", "memory-tampering"],
    detail: "frida-agent mapped into the process",
  },
  { id: "emulator", weight: 6, platforms: ["android"], signals: ["emulator"], detail: "goldfish hardware" },
  { id: "repackaged", weight: 5, platforms: BOTH, signals: [], detail: "", lie: "foreign-signer" },
  { id: "debugger", weight: 3, platforms: BOTH, signals: ["debugger"], detail: "a tracer is attached" },
  {
    id: "proxy",
    weight: 4,
    platforms: BOTH,
    signals: ["mitm-proxy", "untrusted-ca"],
    detail: "chain ends in a user-installed authority",
  },
  { id: "cloned", weight: 2, platforms: ["android"], signals: ["app-cloned"], detail: "runs inside a container app" },
  { id: "outdated", weight: 4, platforms: BOTH, signals: [], detail: "", lie: "old-app" },
  { id: "replay", weight: 1, platforms: BOTH, signals: [], detail: "", lie: "replays" },
];

/** What honest phones have about them too; usual policies only note it. Phones in a thousand, each by itself. */
export const QUIRKS: readonly { readonly weight: number; readonly signal: SdkSignal; readonly detail: string }[] = [
  { weight: 30, signal: "dev-mode", detail: "developer options are on" },
  { weight: 6, signal: "accessibility-abuse", detail: "a screen reader can control the screen" },
  { weight: 5, signal: "screen-overlay", detail: "a chat bubble is drawn over the app" },
];

/** Attacks on hardware evidence: in a thousand of the phones that have any, by the formats they are possible with. */
export const HARDWARE_ATTACKS = [
  { id: "chain-extension", weight: 8, formats: ["key-attestation"] },
  { id: "foreign-package", weight: 8, formats: ["key-attestation"] },
  { id: "revoked-serial", weight: 12, formats: ["key-attestation"] },
  { id: "unlocked-bootloader", weight: 20, formats: ["key-attestation"] },
  { id: "no-device-integrity", weight: 15, formats: ["play-integrity"] },
  { id: "foreign-team", weight: 10, formats: ["app-attest"] },
  { id: "replayed-counter", weight: 10, formats: ["app-attest"] },
] as const satisfies readonly { id: string; weight: number; formats: readonly EvidenceFormat[] }[];
export type HardwareAttack = (typeof HARDWARE_ATTACKS)[number]["id"];
