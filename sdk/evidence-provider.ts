import type { KeyProvider } from "./instance-key";

/** A P-256 public key as JWK (RFC 7518 section 6.2.1). */
export interface PublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

/** What the platform says about phone, app and key, by evidence format; docs/protocol.md gives the encodings. */
export type PlatformEvidence =
  | { format: "software-key" }
  | { format: "app-attest"; keyId: string; attestation: string }
  | { format: "key-attestation"; certificates: string[] }
  | { format: "play-integrity"; token: string };

/** Collects the platform's evidence when the instance enrols. */
export interface EvidenceProvider {
  /** Keys in the platform's key store; left out, the SDK makes a software key. */
  readonly keys?: KeyProvider;
  /** Called once for each enrolment, with the service's challenge and the key that the evidence shall speak for. */
  collect(request: { readonly challenge: string; readonly publicJwk: PublicJwk }): Promise<PlatformEvidence>;
}

/** No platform evidence: a key the instance made itself. Passes only where the policy allows it. */
export const softwareEvidence: EvidenceProvider = { collect: async () => ({ format: "software-key" }) };
