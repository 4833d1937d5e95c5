import type { KeyObject } from "node:crypto";

export interface PlayIntegrityEvidence {
  /** The token as the phone got it, a compact JWE of a compact JWS. */
  readonly token: string;
}

/** What the request carried: `requestHash` of a standard request, `nonce` of a classic one. */
export type RequestBinding =
  | { readonly kind: "standard"; readonly requestHash: string }
  | { readonly kind: "classic"; readonly nonce: string };

export interface PlayIntegrityContext {
  readonly now: Date;
  readonly binding: RequestBinding;
  readonly app: {
    readonly packageName: string;
    /** SHA-256 of accepted signing certificates, lower-case hex. */
    readonly signerDigests: readonly string[];
    readonly minimumVersionCode?: number;
  };
  /** Responses made for testers in the Play Console are refused in production. */
  readonly environment: "production" | "testing";
  /** How old a verdict may be, at most 900; 900 when absent. */
  readonly maximumAgeSeconds?: number;
  readonly requireStrongIntegrity?: boolean;
  /** Oldest accepted Android SDK version. */
  readonly minimumSdkVersion?: number;
  /** True when the keys are our own test phones': the verdict is test traffic, for good. */
  readonly test?: boolean;
}

/** The app's keys from the Play Console; two of each while they rotate. */
export interface PlayIntegrityKeys {
  /** AES-256. */
  readonly decryption: readonly KeyObject[];
  /** P-256, public. */
  readonly verification: readonly KeyObject[];
}
