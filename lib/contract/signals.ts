/**
 * The signals: every fact about a device or an app instance that a policy can act on. One table, used by policy,
 * events, charts, CLI and SDK alike. The bit is the signal's place in the integer sets that events and rollups store;
 * a bit is never reused.
 */

/** Who can establish a signal: the SDK's own measurement, a platform's evidence, or this service. */
export type SignalProver = "sdk" | "app-attest" | "key-attestation" | "play-integrity" | "service";

interface SignalRow {
  readonly bit: number;
  readonly title: string;
  readonly meaning: string;
  readonly provers: readonly SignalProver[];
  /** What the app's user would have to change for the signal to clear. */
  readonly remedy: string;
}

export const SIGNALS = {
  root: {
    bit: 0,
    title: "Rooted device",
    meaning: "Superuser access is available on the phone.",
    provers: ["sdk", "key-attestation", "play-integrity"],
    remedy: "Remove root access from the phone and restart it.",
  },
  jailbreak: {
    bit: 1,
    title: "Jailbroken device",
    meaning: "The sandbox of iOS has been broken. No platform evidence proves or disproves it.",
    provers: ["sdk"],
    remedy: "Restore the phone to a stock iOS.",
  },
  "hook-framework": {
    bit: 2,
    title: "Hook framework",
    meaning: "Frida, Xposed or another instrumentation is active in the app's process.",
    provers: ["sdk"],
    remedy: "Remove the instrumentation and restart the app.",
  },
  debugger: {
    bit: 3,
    title: "Debugger attached",
    meaning: "A debugger is attached, or the build allows one.",
    provers: ["sdk", "app-attest", "play-integrity"],
    remedy: "Detach the debugger and use a release build.",
  },
  emulator: {
    bit: 4,
    title: "Emulator",
    meaning: "The app runs on virtual hardware.",
    provers: ["sdk", "key-attestation", "play-integrity"],
    remedy: "Run the app on a physical phone.",
  },
  "app-repackaged": {
    bit: 5,
    title: "App repackaged",
    meaning: "The app was signed by somebody else, or its code differs from the registered build.",
    provers: ["sdk", "app-attest", "key-attestation", "play-integrity"],
    remedy: "Install the original app from the store, or register this build's signing certificate.",
  },
  "app-cloned": {
    bit: 6,
    title: "App cloned",
    meaning: "The app runs in a cloning container or a second profile that the SDK can tell.",
    provers: ["sdk"],
    remedy: "Start the app outside the cloning container.",
  },
  "app-not-registered": {
    bit: 7,
    title: "App not registered",
    meaning: "The package or this build of it is unknown to the service.",
    provers: ["service", "app-attest", "key-attestation", "play-integrity"],
    remedy: "Register this build of the app.",
  },
  "mitm-proxy": {
    bit: 8,
    title: "Intercepting proxy",
    meaning: "TLS to the service was intercepted.",
    provers: ["sdk"],
    remedy: "Leave the intercepting network or remove the proxy.",
  },
  "untrusted-ca": {
    bit: 9,
    title: "Untrusted certificate authority",
    meaning: "A user-installed authority is trusted on the phone.",
    provers: ["sdk"],
    remedy: "Remove the user-installed certificate authority.",
  },
  "memory-tampering": {
    bit: 10,
    title: "Memory tampering",
    meaning: "Code pages of the app or the SDK differ from their file.",
    provers: ["sdk"],
    remedy: "Remove the tool that patches the app and restart it.",
  },
  "screen-overlay": {
    bit: 11,
    title: "Screen overlay",
    meaning: "Another app draws over this one.",
    provers: ["sdk", "play-integrity"],
    remedy: "Close the app that draws over this one.",
  },
  "accessibility-abuse": {
    bit: 12,
    title: "Accessibility abuse",
    meaning: "An accessibility service that can control the screen is active.",
    provers: ["sdk", "play-integrity"],
    remedy: "Switch the accessibility service off.",
  },
  "dev-mode": {
    bit: 13,
    title: "Developer mode",
    meaning: "Developer options are on, or the evidence is a testing response.",
    provers: ["sdk", "play-integrity"],
    remedy: "Switch developer options off.",
  },
  "bootloader-unlocked": {
    bit: 14,
    title: "Bootloader unlocked",
    meaning: "The phone starts software nobody vouches for.",
    provers: ["key-attestation"],
    remedy: "Lock the bootloader.",
  },
  "custom-os": {
    bit: 15,
    title: "Custom operating system",
    meaning: "The boot chain is verified by a key that is not on the allow-list.",
    provers: ["sdk", "key-attestation"],
    remedy: "Install the vendor's system, or allow this verified boot key.",
  },
  "software-key": {
    bit: 16,
    title: "Software key",
    meaning: "The instance key is not held by secure hardware.",
    provers: ["service", "key-attestation"],
    remedy: "Enrol with hardware evidence.",
  },
  "key-revoked": {
    bit: 17,
    title: "Key revoked",
    meaning: "A certificate of the evidence is on the vendor's revocation list.",
    provers: ["key-attestation"],
    remedy: "Nothing: the vendor no longer vouches for this phone.",
  },
  "untrusted-chain": {
    bit: 18,
    title: "Untrusted chain",
    meaning: "The evidence does not lead to a pinned root, or its signature does not hold.",
    provers: ["service", "app-attest", "key-attestation", "play-integrity"],
    remedy: "Enrol with evidence from a genuine phone.",
  },
  "outdated-patch": {
    bit: 19,
    title: "Outdated system",
    meaning: "The system or its security patch is older than the policy's minimum.",
    provers: ["service", "sdk", "app-attest", "key-attestation", "play-integrity"],
    remedy: "Install the phone's system updates.",
  },
  "outdated-app": {
    bit: 20,
    title: "Outdated app",
    meaning: "The app version is older than the policy's minimum.",
    provers: ["service", "app-attest", "key-attestation", "play-integrity"],
    remedy: "Update the app.",
  },
  unlicensed: {
    bit: 21,
    title: "Unlicensed",
    meaning: "The store says that this account has not acquired the app.",
    provers: ["play-integrity"],
    remedy: "Install the app from the store.",
  },
  "malware-risk": {
    bit: 22,
    title: "Malware risk",
    meaning: "The platform's scanner is off or reports harmful apps.",
    provers: ["play-integrity"],
    remedy: "Switch Play Protect on and remove the apps it reports.",
  },
  replayed: {
    bit: 23,
    title: "Replayed",
    meaning: "The challenge or the evidence was used before, or answers another one.",
    provers: ["service", "app-attest", "key-attestation", "play-integrity"],
    remedy: "Attest again with a fresh challenge.",
  },
  stale: {
    bit: 24,
    title: "Stale",
    meaning: "The challenge or the evidence is too old.",
    provers: ["service", "app-attest", "key-attestation", "play-integrity"],
    remedy: "Attest again; check the phone's clock and connection.",
  },
  malformed: {
    bit: 25,
    title: "Malformed",
    meaning: "The request or the evidence does not have the documented form.",
    provers: ["service", "app-attest", "key-attestation", "play-integrity"],
    remedy: "Update the SDK; the request was not made by it.",
  },
  banned: {
    bit: 26,
    title: "Banned",
    meaning: "An override refuses this instance.",
    provers: ["service"],
    remedy: "Lift the override.",
  },
} as const satisfies Record<string, SignalRow>;

export type Signal = keyof typeof SIGNALS;

/** The signals an SDK may report of itself, as a type. */
export type SdkSignal = {
  [Id in Signal]: "sdk" extends (typeof SIGNALS)[Id]["provers"][number] ? Id : never;
}[Signal];

/** Every signal id, in the order of the bits. */
export const SIGNAL_IDS = Object.keys(SIGNALS) as readonly Signal[];

/** What an SDK may report of itself; the rest only the service or a verifier can establish. */
export const SDK_SIGNALS: readonly Signal[] = SIGNAL_IDS.filter((id) =>
  (SIGNALS[id].provers as readonly SignalProver[]).includes("sdk"),
);

export function isSignal(value: unknown): value is Signal {
  return typeof value === "string" && Object.hasOwn(SIGNALS, value);
}

/** The set as a non-negative 32-bit integer, one bit a signal. */
export function encodeSignals(signals: Iterable<Signal>): number {
  let bits = 0;
  for (const signal of signals) bits |= 1 << SIGNALS[signal].bit;
  return bits;
}

/** The signals of an integer set, in the order of the bits. */
export function decodeSignals(bits: number): Signal[] {
  return bits === 0 ? [] : SIGNAL_IDS.filter((id) => (bits & (1 << SIGNALS[id].bit)) !== 0);
}
