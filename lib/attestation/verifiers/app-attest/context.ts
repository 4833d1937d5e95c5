import type { KeyObject } from "node:crypto";
import type { TrustAnchor } from "../../trust-anchors";
import type { LinkCache } from "../../x509/link-cache";

export interface AppAttestEvidence {
  /** SHA-256 of the key, base64. */
  readonly keyId: string;
  /** CBOR attestation object, base64. */
  readonly attestation: string;
}

/** What is registered of a genuine app. */
export interface AppleReferenceValues {
  /** `TEAMID.bundle.id`. */
  readonly appId: string;
  /** `development` accepts keys of development builds only, `production` keys of all others. */
  readonly environment: "production" | "development";
  /**
   * Accepted values of `apple_validation_category_01` (iOS 27); when absent App Store alone, or development alone where
   * that is the environment. Null asks for none: which one is right is a matter of policy, and offline there may be none.
   */
  readonly validationCategories?: readonly number[] | null;
  /** Oldest accepted CFBundleVersion, compared part by part. */
  readonly minimumBundleVersion?: string;
  /** Oldest accepted iOS version, compared part by part. */
  readonly minimumOsVersion?: string;
}

export interface AppAttestContext {
  readonly now: Date;
  /** What the phone gave as `clientDataHash`; null only where an appraiser does not know it, which fails the nonce. */
  readonly clientDataHash: Uint8Array | null;
  readonly app: AppleReferenceValues;
  readonly anchors: readonly TrustAnchor[];
  readonly links?: LinkCache;
}

export interface AppAttestAssertionContext {
  readonly clientDataHash: Uint8Array;
  readonly appId: string;
  /** The attested key, looked up by tenant, app and key id. */
  readonly publicKey: KeyObject;
  /** The greatest counter seen so far; the caller stores the new one by compare-and-set. */
  readonly previousCounter: number;
}
