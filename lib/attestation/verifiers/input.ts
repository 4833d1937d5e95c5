import type { Platform } from "../../contract/evidence";
import type { PlatformEvidence } from "../../contract/protocol";
import type { PublicJwk } from "../claims";
import type { RegisteredApp } from "../reference-values";

/** What every verifier is given: parsed evidence and what it must be bound to. Nothing else, so that it stays pure. */
export interface EvidenceInput {
  readonly evidence: PlatformEvidence;
  readonly app: RegisteredApp;
  readonly platform: Platform;
  /** The key that signed the enrolment and that the evidence must vouch for. */
  readonly instanceKey: PublicJwk;
  /** The challenge exactly as issued, base64url. */
  readonly challenge: string;
  readonly now: Date;
}
