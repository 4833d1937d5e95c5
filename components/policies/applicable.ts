import {
  EVIDENCE_FORMATS,
  type EvidenceFormat,
  type Platform,
  SECURITY_LEVELS,
  type SecurityLevel,
} from "@/lib/contract/evidence";
import { TUNABLE_SIGNALS } from "@/lib/contract/policy";
import { SIGNALS, type Signal, type SignalProver } from "@/lib/contract/signals";

/** Who speaks for phones of a platform; the SDK and this service speak for all. */
const PROVERS: Readonly<Record<Platform, readonly SignalProver[]>> = {
  android: ["sdk", "service", "key-attestation", "play-integrity"],
  ios: ["sdk", "service", "app-attest"],
};
/** The same thing under two names, one a platform. */
const FOREIGN: Readonly<Record<Platform, readonly Signal[]>> = { android: ["jailbreak"], ios: ["root"] };

const PROVER_TITLES: Readonly<Record<SignalProver, string>> = {
  sdk: "SDK",
  service: "service",
  "app-attest": "App Attest",
  "key-attestation": "hardware",
  "play-integrity": "Play",
};

/** The provers of a signal that speak for phones of a platform. */
function proversOn(signal: Signal, platform: Platform): readonly SignalProver[] {
  const all: readonly SignalProver[] = SIGNALS[signal].provers;
  return all.filter((prover) => PROVERS[platform].includes(prover));
}

/** The signals that a policy of the platform sets an action for. */
export function signalsOn(platform: Platform): readonly Signal[] {
  return TUNABLE_SIGNALS.filter(
    (signal) => !FOREIGN[platform].includes(signal) && proversOn(signal, platform).length > 0,
  );
}

/** Who can prove a signal on a platform, in words: `SDK, hardware`. */
export function proversInWords(signal: Signal, platform: Platform): string {
  return proversOn(signal, platform)
    .map((prover) => PROVER_TITLES[prover])
    .join(", ");
}

/** The evidence that phones of a platform can give. */
export function formatsOn(platform: Platform): readonly EvidenceFormat[] {
  const foreign: readonly EvidenceFormat[] =
    platform === "ios" ? ["key-attestation", "play-integrity"] : ["app-attest"];
  return EVIDENCE_FORMATS.filter((format) => !foreign.includes(format));
}

/** Where an instance key of a platform can live, weakest first. */
export function levelsOn(platform: Platform): readonly SecurityLevel[] {
  const foreign: readonly SecurityLevel[] =
    platform === "ios" ? ["trusted-environment", "strongbox"] : ["secure-enclave"];
  return SECURITY_LEVELS.filter((level) => !foreign.includes(level));
}
