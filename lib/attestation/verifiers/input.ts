import type { Platform } from "../../contract/evidence";
import type { PlatformEvidence } from "../../contract/protocol";
import type { PublicJwk } from "../claims";
import type { EvidenceTrust } from "../evidence-trust";
import type { RegisteredApp } from "../reference-values";

/** What every verifier is given: parsed evidence and what it must be bound to. Nothing else, so that it stays pure. */
export interface EvidenceInput<Evidence extends PlatformEvidence = PlatformEvidence> {
  readonly evidence: Evidence;
  readonly app: RegisteredApp;
  readonly platform: Platform;
  /** The key that signed the enrolment and that the evidence must vouch for. */
  readonly instanceKey: PublicJwk;
  /** The challenge exactly as issued, base64url. */
  readonly challenge: string;
  readonly trust: EvidenceTrust;
  readonly now: Date;
}

/** The input of one format's verifier. */
export type InputOf<Format extends PlatformEvidence["format"]> = EvidenceInput<
  Extract<PlatformEvidence, { format: Format }>
>;
