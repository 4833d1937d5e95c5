/**
 * Proof of possession: evidence is a compact JWS by the instance key, ES256 and nothing else.
 * @module
 */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { DecodedJws } from "../encoding/jws";
import type { PublicJwk } from "./claims";

/**
 * Whether `jws` is signed by `jwk` with ES256 (RFC 7518 section 3.4) and its protected header is exactly alg and typ:
 * a header may neither choose the algorithm nor bring its own key.
 */
export function verifyPossession(jws: DecodedJws, typ: string, key: KeyObject): boolean {
  const { header, signature, signingInput } = jws;
  if (header.alg !== "ES256" || header.typ !== typ || Object.keys(header).length !== 2) return false;
  if (signature.length !== 64) return false;
  return verify("sha256", signingInput, { key, dsaEncoding: "ieee-p1363" }, signature);
}

/** The key object of a P-256 JWK; null when its coordinates are not a point of the curve. */
export function importPublicJwk(jwk: PublicJwk): KeyObject | null {
  try {
    return createPublicKey({ key: { ...jwk }, format: "jwk" });
  } catch {
    return null;
  }
}
