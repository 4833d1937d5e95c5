/**
 * Keys that sign tokens, as key objects made once, each with its decoy twin.
 * @module
 */
import {
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  type JsonWebKey,
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

/**
 * Makes a usable key of the UTF-8 JSON of a private JWK (`oct` for HS256, RFC 7518 section 6). Throws when it is none.
 * Decoys are remade with every process; nothing verifies them, so nothing needs to remember them.
 */
export function importTokenKey(kid: string, algorithm: TokenAlgorithm, jwkBytes: Buffer): TokenKey {
  const jwk: JsonWebKey = JSON.parse(jwkBytes.toString("utf8"));
  if (algorithm !== "HS256") {
    return { kid, algorithm, key: createPrivateKey({ key: jwk, format: "jwk" }), decoy: asymmetricDecoy(algorithm) };
  }
  const secret = Buffer.from(jwk.k ?? "", "base64url");
  if (secret.length < 32) throw new Error(`token key ${kid} is too short for HS256`);
  return { kid, algorithm, key: createSecretKey(secret), decoy: createSecretKey(randomBytes(secret.length)) };
}

const asymmetricDecoys = new Map<TokenAlgorithm, KeyObject>();

function asymmetricDecoy(algorithm: "ES256" | "RS256"): KeyObject {
  const made = asymmetricDecoys.get(algorithm) ?? generatePrivateKey(algorithm);
  asymmetricDecoys.set(algorithm, made);
  return made;
}

function generatePrivateKey(algorithm: "ES256" | "RS256"): KeyObject {
  return algorithm === "ES256"
    ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
    : generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
}
