import type { TestTrust } from "./test-roots";
import type { TrustAnchor } from "./trust-anchors";
import type { RevocationState } from "./verifiers/key-attestation/context";
import type { LinkCache } from "./x509/link-cache";

/** What platform evidence is judged by besides the app: vendors' roots, revocation, test roots, Google's own decoder. */
export interface EvidenceTrust {
  readonly keyAttestationAnchors: readonly TrustAnchor[];
  readonly appAttestAnchors: readonly TrustAnchor[];
  readonly revocation: RevocationState | "unavailable";
  /** Asked only for apps that accept test traffic; null where there is none at all. */
  readonly test: TestTrust | null;
  readonly links: LinkCache;
  /**
   * Google's decoder for apps without keys of their own: the verdict's payload, or null when Google refuses the token.
   * Null where no service account is configured. Throws when Google can't be reached.
   */
  readonly decodeVerdict: ((token: string, packageName: string) => Promise<unknown>) | null;
}

/** We could not judge the evidence, by no fault of the phone's: no verdict on the device follows from it. */
export class VerifierUnavailableError extends Error {
  override readonly name = "VerifierUnavailableError";
}
