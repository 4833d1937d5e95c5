/**
 * Keys that sign the tokens of one API. What is sealed is always the UTF-8 JSON of the private JWK: `oct` with `k` for
 * HS256 (RFC 7518 section 6.4), an EC or RSA private key otherwise.
 */
import { createHash, generateKeyPair, type KeyObject, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { calculateJwkThumbprint } from "jose";
import type { TokenAlgorithm } from "../contract/tokens";
import { exportPrivateJwk, exportPublicJwk } from "../encoding/p256-keys";

export interface NewTokenKey {
  readonly kid: string;
  readonly algorithm: TokenAlgorithm;
  /** To be sealed, and forgotten. */
  readonly privateJwkBytes: Uint8Array;
  /** Null for HS256, whose key is never published. */
  readonly publicJwk: Record<string, string> | null;
  /** First 8 hex digits of SHA-256 over the secret (HS256) or the SubjectPublicKeyInfo. */
  readonly fingerprint: string;
  /** The HS256 secret, for the one answer that shows it; null for key pairs. */
  readonly secret: Buffer | null;
}

/** RFC 7518 section 3.2 asks for as many bits as the hash has; relying parties here expect 64 bytes. */
const HS256_SECRET_BYTES = 64;
const RSA_BITS = 2048;

const generate = promisify(generateKeyPair);

/**
 * A fresh key for one algorithm. `asciiSecret` makes an HS256 secret of 64 ASCII characters (384 random bits), for
 * relying parties that mistake bytes above 0x7f for text.
 */
export async function generateTokenKey(
  algorithm: TokenAlgorithm,
  { asciiSecret = false }: { asciiSecret?: boolean } = {},
): Promise<NewTokenKey> {
  if (algorithm === "HS256") return hs256Key(asciiSecret);
  const pair =
    algorithm === "ES256"
      ? await generate("ec", { namedCurve: "P-256" })
      : await generate("rsa", { modulusLength: RSA_BITS });
  return asymmetricKey(algorithm, pair.privateKey, pair.publicKey);
}

function hs256Key(asciiSecret: boolean): NewTokenKey {
  // Base64url turns 48 random bytes into exactly 64 characters.
  const secret = asciiSecret ? Buffer.from(randomBytes(48).toString("base64url")) : randomBytes(HS256_SECRET_BYTES);
  // Not a thumbprint: the `kid` stands in every token, and nothing derived from the secret should.
  const kid = randomBytes(12).toString("base64url");
  return {
    kid,
    algorithm: "HS256",
    privateJwkBytes: Buffer.from(JSON.stringify({ kty: "oct", k: secret.toString("base64url"), kid, alg: "HS256" })),
    publicJwk: null,
    fingerprint: fingerprint(secret),
    secret,
  };
}

async function asymmetricKey(
  algorithm: "ES256" | "RS256",
  privateKey: KeyObject,
  publicKey: KeyObject,
): Promise<NewTokenKey> {
  const bare = stringMembers(exportPublicJwk(publicKey));
  // RFC 7638: the thumbprint as key id.
  const kid = await calculateJwkThumbprint(bare);
  return {
    kid,
    algorithm,
    privateJwkBytes: Buffer.from(JSON.stringify({ ...exportPrivateJwk(privateKey), kid, alg: algorithm })),
    publicJwk: { ...bare, kid, alg: algorithm, use: "sig" },
    fingerprint: fingerprint(publicKey.export({ format: "der", type: "spki" })),
    secret: null,
  };
}

function stringMembers(jwk: object): Record<string, string> & { kty: string } {
  const members = Object.fromEntries(Object.entries(jwk).filter(([, value]) => typeof value === "string"));
  return { kty: "", ...members };
}

function fingerprint(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8);
}
