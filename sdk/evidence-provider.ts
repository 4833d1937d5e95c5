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
  | { format: "play-integrity"; token: string; request?: "standard" | "classic" | undefined };

/** What an enrolment's evidence must be made for. */
export interface EvidenceRequest {
  /** The service's challenge as it came, base64url. */
  readonly challenge: string;
  /** The instance key that the evidence shall speak for. */
  readonly publicJwk: PublicJwk;
  /**
   * SHA-256 over `challenge.thumbprint` (RFC 7638), 32 bytes: App Attest's clientDataHash; in base64url Play Integrity's
   * requestHash or nonce.
   */
  readonly binding: Uint8Array<ArrayBuffer>;
}

/** Collects the platform's evidence when the instance enrols. sdk/native has one for each platform service. */
export interface EvidenceProvider {
  /** Keys in the platform's key store; left out, the SDK makes a software key. */
  readonly keys?: KeyProvider;
  /** Called once for each enrolment. */
  collect(request: EvidenceRequest): Promise<PlatformEvidence>;
  /**
   * App Attest: an assertion of the key that the enrolment's evidence named, over 32 bytes, as CBOR in standard base64.
   * Called for each attestation; without it an App Attest instance can't attest.
   */
  assert?(keyId: string, clientDataHash: Uint8Array<ArrayBuffer>): Promise<string>;
}

/** No platform evidence: a key the instance made itself. Passes only where the policy allows it. */
export const softwareEvidence: EvidenceProvider = { collect: async () => ({ format: "software-key" }) };
