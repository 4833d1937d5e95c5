/**
 * What platform evidence must be made for, so that it speaks for one challenge and one instance key and nothing else.
 * docs/protocol.md, "Platform evidence", gives the same to client authors.
 * @module
 */
import { createHash } from "node:crypto";
import type { PublicJwk } from "./claims";
import { thumbprint } from "./thumbprint";

/**
 * SHA-256 over `challenge.thumbprint`, both as text (the thumbprint by RFC 7638): App Attest's `clientDataHash` as
 * these 32 bytes, Play Integrity's `requestHash` or `nonce` as their base64url.
 */
export function evidenceBinding(challenge: string, instanceKey: PublicJwk): Buffer {
  return createHash("sha256")
    .update(`${challenge}.${thumbprint(instanceKey)}`)
    .digest();
}

/**
 * Key Attestation's `attestationChallenge`: the challenge's own bytes. It is fixed when the key is made, so that it
 * can't name the key; that the attested key signs the enrolment does that (evidence step D3.15).
 */
export function attestationChallenge(challenge: string): Buffer {
  return Buffer.from(challenge, "base64url");
}

/** What an App Attest assertion is made for: the exact bytes of the attestation's JWS, hashed. */
export function assertionHash(evidence: string): Buffer {
  return createHash("sha256").update(evidence).digest();
}
