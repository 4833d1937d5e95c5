import type { KeyObject } from "node:crypto";
import type { EvidenceTrust } from "./evidence-trust";
import type { DevelopmentCredential, ReferenceValues } from "./reference-values";

/** What the verifier needs from outside: clock, keys and reference values are arguments, never globals. */
export interface AttestationContext {
  readonly now: Date;
  readonly references: ReferenceValues;
  /** By what platform evidence is judged. */
  readonly trust: EvidenceTrust;
  /** HMAC key of challenges. */
  readonly challengeKey: KeyObject;
  /** AES-256 key that seals instance credentials. */
  readonly credentialKey: KeyObject;
  /** Proves test traffic; null when none is accepted. */
  readonly testKey: Buffer | null;
  /** ISO 3166-1 country of the caller's address, '' unknown. */
  readonly country: string;
  /** A new instance id, a UUID. */
  newInstanceId(): string;
  /** Counts one enrolment against a development credential's limit; false where none is left. */
  redeemDevelopmentUse(credential: DevelopmentCredential): Promise<boolean>;
}
