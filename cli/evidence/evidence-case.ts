import type { EvidenceFormat } from "../../lib/contract/evidence";

export type Policy = "strict" | "chain";

/** A piece of evidence with everything it is to be judged by, as an evidence file gives it. */
export type EvidenceCase = {
  readonly id: string;
  /** The instant the file says it was valid at, null where it says none. */
  readonly validAt: Date | null;
  readonly expected: Expectation | null;
  readonly negatives: readonly Negative[];
} & EvidenceInput;

export type EvidenceInput =
  | { readonly kind: "key-attestation"; readonly input: KeyAttestationInput }
  | { readonly kind: "app-attest-attestation"; readonly input: AttestationInput }
  | { readonly kind: "app-attest-assertion"; readonly input: AssertionInput }
  | { readonly kind: "play-integrity"; readonly input: PlayIntegrityInput };

export interface KeyAttestationInput {
  readonly chain: readonly string[];
  readonly challenge: Uint8Array | null;
  readonly app: { readonly packageName: string; readonly signerDigests: readonly string[] } | null;
}

export interface AttestationInput {
  readonly attestationObject: string;
  readonly keyId: string;
  readonly appId: string;
  readonly environment: "production" | "development";
  readonly clientDataHash: Uint8Array | null;
  /** Null where the file states none: offline there is no policy to ask. */
  readonly validationCategories: readonly number[] | null;
}

export interface AssertionInput {
  readonly assertion: string;
  readonly publicKeyX962: Uint8Array;
  readonly appId: string;
  readonly previousCounter: number;
  readonly clientDataHash: Uint8Array;
}

export interface PlayIntegrityInput {
  readonly token: {
    readonly text: string;
    readonly decryptionKey: Uint8Array;
    readonly verificationKey: Uint8Array;
  } | null;
  /** The decoded verdict, where the file gives no token. */
  readonly payload: unknown;
  readonly packageName: string;
  readonly signerDigests: readonly string[];
  readonly binding: { kind: "standard"; requestHash: string } | { kind: "classic"; nonce: string };
  readonly environment: "production" | "testing";
  readonly maximumAgeSeconds?: number;
}

/** The verdict a file states, by policy; `partial`: the nonce alone fails; `policy`: either is right. */
export interface Expectation {
  readonly strict: "pass" | "fail" | "partial" | "policy";
  readonly chain: "pass" | "fail" | "partial" | "policy";
}

/** The same evidence with something changed, which must fail at one step. */
export interface Negative {
  readonly step: string;
  readonly changed: EvidenceCase;
}

/** The format a case belongs to. */
export function formatOf({ kind }: EvidenceCase): EvidenceFormat {
  return kind === "key-attestation" || kind === "play-integrity" ? kind : "app-attest";
}
