import type { Check, EvidenceFormat, Platform, SecurityLevel } from "../contract/evidence";
import type { Signal } from "../contract/signals";

declare const verified: unique symbol;

/** What every evidence format is normalised to. Shape only: a parsed object can't satisfy {@link VerifiedClaims}. */
export interface EvidenceClaims {
  readonly format: EvidenceFormat;
  readonly platform: Platform;
  readonly securityLevel: SecurityLevel;
  /** The instance key that the evidence speaks for, as a public JWK (RFC 7517); null where the format binds none. */
  readonly instanceKey: PublicJwk | null;
  /** Package names or bundle ids the evidence names. */
  readonly appIds: readonly string[];
  /** SHA-256 of signing certificates, lower-case hex; empty where the format does not say. */
  readonly signerDigests: readonly string[];
  /** The app's version code as the evidence gives it, null where it does not. */
  readonly versionCode: number | null;
  /** Security patch level as YYYY-MM or YYYY-MM-DD, null where unknown. */
  readonly patchLevel: string | null;
  readonly osVersion: string | null;
  /** Verified boot key, lower-case hex, where the format has one. */
  readonly verifiedBootKey: string | null;
  /** Key Attestation: patch levels of vendor and boot image as `patchLevel`, null where unknown. */
  readonly vendorPatchLevel?: string | null;
  readonly bootPatchLevel?: string | null;
  /** Key Attestation: true when a system other than the vendor's was verified at boot. */
  readonly selfSignedBoot?: boolean;
  /** Key Attestation: how the attestation key came to the phone. */
  readonly provisioning?: "factory" | "remote";
  /** True when the evidence leads to one of our own test roots: test traffic, for good. */
  readonly test: boolean;
  /** App Attest's receipt, to be kept for the vendor's fraud assessment; absent in every other format. */
  readonly receipt?: Uint8Array;
  /** Format-specific facts worth showing, flat and printable. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** Claims that a verifier vouches for; only {@link mintVerifiedClaims} makes them, and only verifiers call it. */
export type VerifiedClaims = EvidenceClaims & { readonly [verified]: true };

/** A P-256 public key as JWK (RFC 7517 section 4, RFC 7518 section 6.2). */
export interface PublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

/**
 * What a verifier answers. `signals` are the facts the evidence established against the device, in both outcomes:
 * a chain may hold while it proves an unlocked bootloader. `verified: false` means that the evidence proves nothing: it
 * must never lead to an instance, whatever a policy makes of the signals.
 */
export type EvidenceResult =
  | {
      readonly verified: true;
      readonly claims: VerifiedClaims;
      readonly signals: readonly Signal[];
      readonly checks: readonly Check[];
    }
  | { readonly verified: false; readonly signals: readonly Signal[]; readonly checks: readonly Check[] };

/** The one place where claims become verified. Call it at the end of a verifier, after every cryptographic check. */
export function mintVerifiedClaims(claims: EvidenceClaims): VerifiedClaims {
  return claims as VerifiedClaims;
}
