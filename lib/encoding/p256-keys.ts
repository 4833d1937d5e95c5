/**
 * New P-256 keys with their JWKs (RFC 7518 section 6.2). Node 20 may never return from exporting a key as JWK that it
 * has just generated: the export holds that key's lock while it makes strings, and a garbage collection in between
 * waits for the same lock to free the generation's leftovers. So keys are made as numbers here and imported, or leave
 * by way of DER, which makes no strings.
 */
import { createECDH, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";

export interface P256PublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

export interface P256Keys {
  readonly privateKey: KeyObject;
  readonly privateJwk: P256PublicJwk & { readonly d: string };
  readonly publicJwk: P256PublicJwk;
}

const COORDINATE_BYTES = 32;

export function generateP256Keys(): P256Keys {
  const ecdh = createECDH("prime256v1");
  const publicJwk = jwkOfPoint(ecdh.generateKeys());
  const scalar = Buffer.alloc(COORDINATE_BYTES);
  const d = ecdh.getPrivateKey();
  d.copy(scalar, COORDINATE_BYTES - d.length);
  const privateJwk = { ...publicJwk, d: scalar.toString("base64url") };
  return { privateKey: createPrivateKey({ key: privateJwk, format: "jwk" }), privateJwk, publicJwk };
}

/** The public JWK of a P-256 key, from either half. */
export function exportP256PublicJwk(key: KeyObject): P256PublicJwk {
  if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") throw new TypeError("not a P-256 key");
  const publicKey = key.type === "public" ? key : createPublicKey(key);
  // The point ends the SubjectPublicKeyInfo (RFC 5480 section 2.2).
  return jwkOfPoint(publicKey.export({ format: "der", type: "spki" }).subarray(-1 - 2 * COORDINATE_BYTES));
}

/** The public JWK of any asymmetric key, from either half: a public key made of a generated one shares its lock. */
export function exportPublicJwk(key: KeyObject): JsonWebKey {
  const publicKey = key.type === "public" ? key : createPublicKey(key);
  const der = publicKey.export({ format: "der", type: "spki" });
  return createPublicKey({ key: der, format: "der", type: "spki" }).export({ format: "jwk" });
}

/** The private JWK of any asymmetric key. */
export function exportPrivateJwk(key: KeyObject): JsonWebKey {
  const der = key.export({ format: "der", type: "pkcs8" });
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ format: "jwk" });
}

/** From an uncompressed point (SEC 1 section 2.3.3). */
function jwkOfPoint(point: Buffer): P256PublicJwk {
  const [x, y] = [point.subarray(1, 1 + COORDINATE_BYTES), point.subarray(1 + COORDINATE_BYTES)];
  return { kty: "EC", crv: "P-256", x: x.toString("base64url"), y: y.toString("base64url") };
}
