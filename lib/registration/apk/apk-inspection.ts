import type { PackageNote, Rejection } from "../rejection";
import type { LineageNode } from "./lineage";

/** Signature schemes that a package carries; "v1" is the JAR signature, which never counts here. */
export type ApkScheme = "v1" | "v2" | "v3" | "v3.1";

/** What an APK says about itself. Digests and certificate digests are SHA-256 in lower-case hex unless named. */
export interface ApkFacts {
  readonly kind: "apk";
  readonly package: string | null;
  readonly versionName: string | null;
  readonly versionCode: number | null;
  /** Android API levels. */
  readonly minSdk: number | null;
  readonly targetSdk: number | null;
  readonly debuggable: boolean | null;
  /** The split's name when this is a split of an app; null for a whole app or a base. */
  readonly split: string | null;
  readonly schemes: readonly ApkScheme[];
  /** Certificates that current Android versions see as the package's signers; empty on reject. */
  readonly signers: readonly string[];
  readonly v2Signers: readonly string[];
  readonly v3Signers: readonly string[];
  readonly v31Signers: readonly string[];
  /** The key rotation history, oldest first; empty when the key was never rotated. */
  readonly lineage: readonly LineageNode[];
  /** Digest over classes*.dex and lib/**, whatever signs them. */
  readonly codeDigest: string | null;
  /** The strongest content digest the signers vouch for (APK Signature Scheme v2): SHA-512 before SHA-256. */
  readonly apkDigest: string | null;
  readonly fileSha256: string | null;
  readonly sizeBytes: number;
  readonly notes: readonly PackageNote[];
}

export interface AcceptedApk extends ApkFacts {
  readonly verdict: "accept";
  readonly package: string;
  readonly versionCode: number;
}

/** Facts of a rejected package are as far as they could be read, and nobody vouches for them. */
export interface RejectedApk extends ApkFacts {
  readonly verdict: "reject";
  readonly reasons: readonly Rejection[];
}

export type ApkInspection = AcceptedApk | RejectedApk;
