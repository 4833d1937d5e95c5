import type { Signal } from "./signals";

/** What evidence can be and how strong the key behind it is. RATS (RFC 9334) words. */

export const EVIDENCE_FORMATS = ["software-key", "app-attest", "key-attestation", "play-integrity"] as const;
export type EvidenceFormat = (typeof EVIDENCE_FORMATS)[number];

export const PLATFORMS = ["android", "ios"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Where the instance key lives, weakest first. */
export const SECURITY_LEVELS = ["none", "software", "trusted-environment", "strongbox", "secure-enclave"] as const;
export type SecurityLevel = (typeof SECURITY_LEVELS)[number];

/** How one check ended. `annotate`: it found something that the policy only notes. `skip`: it did not apply. */
export const CHECK_OUTCOMES = ["pass", "fail", "annotate", "skip"] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/** Where in the pipeline a check is made, in order. */
export const CHECK_STAGES = ["challenge", "instance", "evidence", "app", "device", "result"] as const;
export type CheckStage = (typeof CHECK_STAGES)[number];

/** One step of a decision, as the console shows it. */
export interface Check {
  /** Stable kebab-case id, e.g. `challenge-fresh`; for a signal, the signal's id. */
  readonly id: string;
  readonly stage: CheckStage;
  readonly title: string;
  readonly outcome: CheckOutcome;
  /** What was seen; never a secret, at most 200 characters. */
  readonly found?: string;
  /** The reference value it was compared with. */
  readonly expected?: string;
  /** What the check established, by itself. */
  readonly signals?: readonly Signal[];
}
