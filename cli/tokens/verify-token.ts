import { createHmac, createPublicKey, type JsonWebKey, timingSafeEqual, verify } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { DecodedJws } from "../../lib/encoding/jws";
import { UsageError } from "../usage-error";

/** What verified, in words; never the key itself. */
export interface Verification {
  readonly verified: boolean;
  readonly found: string;
}

/** An HS256 secret in any form the console exports: base64, base64url, percent-encoded or JWK. */
export function parseSharedSecret(text: string): Buffer {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) {
    const jwk: { k?: unknown } = JSON.parse(trimmed);
    if (typeof jwk.k !== "string") throw new Error("the JWK has no k");
    return Buffer.from(jwk.k, "base64url");
  }
  if (/^(%[0-9A-Fa-f]{2})+$/.test(trimmed)) return Buffer.from(trimmed.replaceAll("%", ""), "hex");
  if (/^[A-Za-z0-9+/_-]+=*$/.test(trimmed)) return Buffer.from(trimmed, "base64");
  throw new Error("not base64, base64url, percent-encoded or a JWK");
}

/** Verifies an HS256 token; a decoy fails like any wrong signature. */
export function verifyShared(jws: DecodedJws, secret: Buffer): Verification {
  if (jws.header.alg !== "HS256")
    return { verified: false, found: `the token says ${String(jws.header.alg)}, not HS256` };
  const expected = createHmac("sha256", secret).update(jws.signingInput).digest();
  const verified = expected.length === jws.signature.length && timingSafeEqual(expected, jws.signature);
  return { verified, found: verified ? "HS256 by the given secret" : "not signed by the given secret" };
}

/** Verifies an ES256 or RS256 token by the key of its `kid` in a key set. */
export function verifyByKeySet(jws: DecodedJws, keys: readonly JsonWebKey[]): Verification {
  const { alg, kid } = jws.header;
  if (alg !== "ES256" && alg !== "RS256") {
    return { verified: false, found: `the token says ${String(alg)}; a key set verifies ES256 and RS256` };
  }
  const jwk = keys.find((candidate) => candidate.kid === kid && candidate.alg === alg);
  if (jwk === undefined) return { verified: false, found: `the key set has no ${alg} key ${String(kid)}` };
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const options = alg === "ES256" ? { key, dsaEncoding: "ieee-p1363" as const } : key;
  const verified = verify("sha256", jws.signingInput, options, jws.signature);
  return { verified, found: verified ? `${alg} by key ${String(kid)} of the key set` : "a wrong signature" };
}

/** The keys of a JWKS (RFC 7517) from a file or a URL. */
export async function readKeySet(source: string, usage: string): Promise<JsonWebKey[]> {
  const text = /^https?:\/\//.test(source)
    ? await fetch(source, { redirect: "error" }).then((answer) => answer.text())
    : await readFile(source, "utf8");
  const parsed: { keys?: unknown } = JSON.parse(text);
  if (!Array.isArray(parsed.keys)) throw new UsageError(`${source} is no key set`, usage);
  return parsed.keys.filter((key): key is JsonWebKey => typeof key === "object" && key !== null);
}
