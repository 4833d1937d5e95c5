import type { PackageNote, Rejection } from "../rejection";
import type { SignerKind } from "./code-signer";

/** One architecture of the executable. */
export interface IosSlice {
  /** e.g. arm64 */
  readonly architecture: string;
  /** 20 bytes in lower-case hex, of the strongest code directory. Information only: no device reports it to us. */
  readonly cdHash: string;
  readonly hash: "sha1" | "sha256" | "sha384";
  readonly isEncrypted: boolean;
}

/** What an iOS app says about itself. */
export interface IosFacts {
  readonly kind: "ipa" | "app";
  /** CFBundleIdentifier. */
  readonly package: string | null;
  /** CFBundleShortVersionString. */
  readonly versionName: string | null;
  /** CFBundleVersion where it is a whole number; {@link IosFacts.buildVersion} has it as written. */
  readonly versionCode: number | null;
  readonly buildVersion: string | null;
  readonly minimumOsVersion: string | null;
  readonly teamId: string | null;
  /** What App Attest proves: the team id, a dot and the bundle id; null unless accepted. */
  readonly appId: string | null;
  readonly slices: readonly IosSlice[];
  /** Always empty: App Attest reports the app id and no signing certificate. */
  readonly signers: readonly string[];
  readonly signerKind: SignerKind | null;
  /** SHA-256 in lower-case hex of the certificate that signed it. Not an attestation value. */
  readonly signingCertificateSha256: string | null;
  readonly entitlements: { readonly [name: string]: string | boolean | number } | null;
  /** Lower-case hex; null for a folder. */
  readonly fileSha256: string | null;
  readonly sizeBytes: number | null;
  readonly notes: readonly PackageNote[];
}

export interface AcceptedIos extends IosFacts {
  readonly verdict: "accept";
  readonly package: string;
  readonly teamId: string;
  readonly appId: string;
}

export interface RejectedIos extends IosFacts {
  readonly verdict: "reject";
  readonly reasons: readonly Rejection[];
}

export type IosInspection = AcceptedIos | RejectedIos;
