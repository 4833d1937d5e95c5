/**
 * Keys that sign tokens, as key objects made once, each with its decoy twin.
 * @module
 */
import {
  createHash,
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import type { TokenAlgorithm } from "../contract/tokens";

export interface TokenKey {
  readonly kid: string;
  readonly algorithm: TokenAlgorithm;
  readonly key: KeyObject;
  /** Same algorithm and size, known to nobody: signs the tokens of failed attestations. */
  readonly decoy: KeyObject;
}

/** HS256 key length in bytes: the block size of SHA-256, so that the key is used as it is (RFC 2104 section 3). */
export const HS256_KEY_BYTES = 64;

/**
 * Makes a usable key of stored bytes: raw bytes for HS256, PKCS #8 DER for ES256 and RS256. Throws when they are not.
 * Decoys are remade with every process; nothing verifies them, so nothing needs to remember them.
 */
export function importTokenKey(kid: string, algorithm: TokenAlgorithm, bytes: Buffer): TokenKey {
  const key =
    algorithm === "HS256" ? createSecretKey(bytes) : createPrivateKey({ key: bytes, format: "der", type: "pkcs8" });
  return { kid, algorithm, key, decoy: decoyKey(algorithm, bytes.length) };
}

const asymmetricDecoys = new Map<TokenAlgorithm, KeyObject>();

function decoyKey(algorithm: TokenAlgorithm, length: number): KeyObject {
  if (algorithm === "HS256") return createSecretKey(randomBytes(length));
  const made = asymmetricDecoys.get(algorithm) ?? generatePrivateKey(algorithm);
  asymmetricDecoys.set(algorithm, made);
  return made;
}

function generatePrivateKey(algorithm: "ES256" | "RS256"): KeyObject {
  return algorithm === "ES256"
    ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
    : generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
}

/** Fresh key bytes in the form {@link importTokenKey} takes. */
export function generateTokenKey(algorithm: TokenAlgorithm): Buffer {
  if (algorithm === "HS256") return randomBytes(HS256_KEY_BYTES);
  return generatePrivateKey(algorithm).export({ format: "der", type: "pkcs8" });
}

/** First 8 hex characters of SHA-256 over the key: tells keys apart without giving them away. */
export function fingerprint(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8);
}
