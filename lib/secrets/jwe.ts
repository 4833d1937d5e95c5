/**
 * Compact JWE (RFC 7516) with ECDH-ES on P-256 and A256GCM, by node:crypto: the data plane seals deliveries and opens
 * versions with it. lib/contract/jwe.ts is the same for browser, command line and SDK.
 */
import { createCipheriv, createDecipheriv, createECDH, createHash, randomBytes } from "node:crypto";
import type { EcPublicJwk } from "../contract/jwe";

const CURVE = "prime256v1";
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** RFC 7518 section 4.6.2: round 1 before the secret; AlgorithmID, empty parties and 256 as SuppPubInfo after it. */
const KDF_ROUND = Buffer.from([0, 0, 0, 1]);
const KDF_INFO = Buffer.concat([
  Buffer.from([0, 0, 0, 7]),
  Buffer.from("A256GCM", "latin1"),
  Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
]);

/**
 * Gets a fresh key pair for each delivery: making the object anew costs a fifth of it. ECDH objects and raw points,
 * because importing a JWK as a KeyObject costs as much as the agreement.
 */
const ephemeral = createECDH(CURVE);
const recipient = createECDH(CURVE);

/** Seals bytes to a public key with a fresh ephemeral key. Throws when the key is no point of the curve. */
export function sealJwe(
  publicJwk: EcPublicJwk,
  header: Readonly<Record<string, string>>,
  plaintext: Uint8Array,
): string {
  const point = ephemeral.generateKeys();
  const epk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const protectedHeader = Buffer.from(JSON.stringify({ alg: "ECDH-ES", enc: "A256GCM", epk, ...header })).toString(
    "base64url",
  );
  const iv = randomBytes(IV_BYTES);
  const key = contentKey(ephemeral.computeSecret(pointOf(publicJwk)));
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(protectedHeader, "latin1"));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url"));
  return [protectedHeader, "", ...parts].join(".");
}

/** What a sealed value's header says; throws an Error in one sentence when it is no JWE of ours. */
export function readJweHeader(jwe: string): { readonly kid: string; readonly purpose: string; readonly bytes: number } {
  const { header, ciphertext } = split(jwe);
  return { kid: text(header.kid), purpose: text(header.purpose), bytes: Math.floor((ciphertext.length * 3) / 4) };
}

/**
 * The bytes sealed to a private key (32 bytes, big endian) for one purpose. Throws when they were sealed to another
 * key or for another purpose, or were altered.
 */
export function openJwe(privateKey: Uint8Array, purpose: string, jwe: string): Buffer {
  const { encodedHeader, header, iv, ciphertext, tag } = split(jwe);
  if (header.purpose !== purpose) throw new Error("the value was sealed for another purpose");
  recipient.setPrivateKey(privateKey);
  const key = contentKey(recipient.computeSecret(pointOf(ephemeralKey(header.epk))));
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(encodedHeader, "latin1"))
    .setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(ciphertext, "base64url")), decipher.final()]);
}

function split(jwe: string) {
  const [encodedHeader = "", encryptedKey, iv = "", ciphertext = "", tag = "", ...more] = jwe.split(".");
  if (encryptedKey !== "" || tag === "" || more.length > 0) throw new Error("not a compact JWE with a direct key");
  const header = members(JSON.parse(Buffer.from(encodedHeader, "base64url").toString("utf8")));
  if (header.alg !== "ECDH-ES" || header.enc !== "A256GCM" || "crit" in header) throw new Error("another algorithm");
  return { encodedHeader, header, iv, ciphertext, tag };
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("the header lacks kid or purpose");
  return value;
}

function ephemeralKey(value: unknown): EcPublicJwk {
  const { kty, crv, x, y } = members(value);
  if (kty !== "EC" || crv !== "P-256") throw new Error("no P-256 ephemeral key");
  return { kty, crv, x: text(x), y: text(y) };
}

/** SEC 1 section 2.3.3, uncompressed; OpenSSL refuses points that are not on the curve. */
function pointOf({ x, y }: EcPublicJwk): Buffer {
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  if (point.length !== 65) throw new Error("a coordinate has the wrong length");
  return point;
}

function contentKey(shared: Buffer): Buffer {
  return createHash("sha256").update(KDF_ROUND).update(shared).update(KDF_INFO).digest();
}
