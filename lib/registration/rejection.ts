import type { ZipErrorCode } from "../encoding/zip/zip-error";

/** Why a package can't be registered, in the order in which the steps are made. Stable codes. */
export type RejectionCode =
  | ZipErrorCode
  | "source-truncated"
  | "axml-malformed"
  | "ber-malformed"
  | "plist-malformed"
  | "certificate-malformed"
  | "cms-signature-invalid"
  | ApkRejectionCode
  | JarRejectionCode
  | IosRejectionCode;

export type IosRejectionCode =
  | "macho-malformed"
  | "bundle-malformed"
  | "info-plist-incomplete"
  | "executable-missing"
  | "no-code-signature"
  | "ad-hoc-signed"
  | "page-changed"
  | "seal-broken"
  | "code-directory-unbound"
  | "resources-unsealed"
  | "resource-missing"
  | "resource-changed"
  | "resource-added"
  | "certificate-untrusted"
  | "certificate-expired"
  | "development-certificate"
  | "team-id-missing"
  | "team-id-mismatch"
  | "profile-invalid";

export type JarRejectionCode =
  | "jar-manifest-malformed"
  | "entry-missing"
  | "entry-unsigned"
  | "protobuf-malformed"
  | "bundle-incomplete";

export type ApkRejectionCode =
  | "unsigned"
  | "v1-only"
  | "scheme-too-low-for-target"
  | "signing-block-malformed"
  | "signature-stripped"
  | "no-signers"
  | "too-many-signers"
  | "no-signatures"
  | "no-supported-algorithm"
  | "no-certificates"
  | "public-key-malformed"
  | "signature-invalid"
  | "algorithms-mismatch"
  | "certificate-key-mismatch"
  | "sdk-range-invalid"
  | "digest-mismatch"
  | "lineage-malformed"
  | "lineage-invalid"
  | "lineage-mismatch"
  | "signers-disagree"
  | "manifest-missing"
  | "manifest-incomplete"
  | "set-without-base"
  | "set-mismatch";

/** One reason against a package: a stable code and a sentence that an app developer understands. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
}

/** Something worth knowing about a package that does not count against it. */
export interface PackageNote {
  readonly code:
    | "debuggable"
    | "upload-certificate"
    | "not-an-attestation-value"
    | "encrypted-by-store"
    | "weak-code-directory"
    | "development-certificate";
  readonly message: string;
}

/** Ends the inspection of a package with a reason against it. It stays inside this room: callers get a verdict. */
export class RejectedPackageError extends Error implements Rejection {
  override readonly name = "RejectedPackageError";
  readonly code: RejectionCode;

  constructor(code: RejectionCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The input is no package at all or can't be read; there is nothing to give a verdict on. */
export class UnreadablePackageError extends Error {
  override readonly name = "UnreadablePackageError";
  readonly code: "not-found" | "not-a-file" | "not-permitted" | "not-a-package" | "read-failed" | "changed";

  constructor(code: UnreadablePackageError["code"], message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
