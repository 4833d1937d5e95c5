/**
 * Compact JWE (RFC 7516) with ECDH-ES on P-256 and A256GCM, by WebCrypto alone: what browser, command line and SDK
 * seal and open with. lib/secrets/jwe.ts is the same for the data plane, by node:crypto.
 */
import { base64url, decodeBase64url } from "./base64";

/** A P-256 public key (RFC 7518 section 6.2.1). */
export interface EcPublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

const P256 = { name: "ECDH", namedCurve: "P-256" } as const;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals bytes to a public key; `header` members are authenticated and readable by everyone. */
export async function sealJwe(
  recipient: EcPublicJwk,
  header: Readonly<Record<string, string>>,
  plaintext: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const [ephemeral, publicKey] = await Promise.all([
    crypto.subtle.generateKey(P256, true, ["deriveBits"]),
    importPublicKey(recipient),
  ]);
  const epk = await exportPublicKey(ephemeral.publicKey);
  const protectedHeader = encode({ alg: "ECDH-ES", enc: "A256GCM", epk, ...header });
  const key = await contentKey(ephemeral.privateKey, publicKey, "encrypt");
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: "AES-GCM", iv, additionalData: utf8(protectedHeader) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
  const split = sealed.length - TAG_BYTES;
  return [
    protectedHeader,
    "",
    base64url(iv),
    base64url(sealed.subarray(0, split)),
    base64url(sealed.subarray(split)),
  ].join(".");
}

/** The bytes that were sealed to `privateKey`; rejects when they were sealed to another key or altered. */
export async function openJwe(privateKey: CryptoKey, jwe: string): Promise<Uint8Array<ArrayBuffer>> {
  const [header = "", encryptedKey, iv = "", ciphertext = "", tag = "", ...more] = jwe.split(".");
  if (encryptedKey !== "" || tag === "" || more.length > 0) throw new Error("not a compact JWE with a direct key");
  const publicKey = await importPublicKey(readEphemeralKey(header));
  const key = await contentKey(privateKey, publicKey, "decrypt");
  const [body, end] = [decodeBase64url(ciphertext), decodeBase64url(tag)];
  if (end.length !== TAG_BYTES) throw new Error("the authentication tag is cut");
  const sealed = new Uint8Array(body.length + end.length);
  sealed.set(body);
  sealed.set(end, body.length);
  const algorithm = { name: "AES-GCM", iv: decodeBase64url(iv), additionalData: utf8(header) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed));
}

function readEphemeralKey(header: string): EcPublicJwk {
  const value: unknown = JSON.parse(new TextDecoder().decode(decodeBase64url(header)));
  const { alg, enc, epk } = membersOf(value);
  const { kty, crv, x, y } = membersOf(epk);
  // One algorithm only, whatever the header would like; anything critical is beyond us (RFC 7516 section 4.1.13).
  if (alg !== "ECDH-ES" || enc !== "A256GCM" || "crit" in membersOf(value)) throw new Error("another JWE algorithm");
  if (kty !== "EC" || crv !== "P-256" || typeof x !== "string" || typeof y !== "string")
    throw new Error("no P-256 epk");
  return { kty, crv, x, y };
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** As a point (SEC 1 section 2.3.3): Node 20 may hang when it exports a key as JWK that it has just made. */
async function exportPublicKey(key: CryptoKey): Promise<EcPublicJwk> {
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", key));
  return { kty: "EC", crv: "P-256", x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)) };
}

/** WebCrypto refuses points that are not on the curve. */
function importPublicKey({ x, y }: EcPublicJwk): Promise<CryptoKey> {
  return crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, P256, false, []);
}

/** RFC 7518 section 4.6.2: Concat KDF with SHA-256; one round gives the 256 bits of A256GCM. */
async function contentKey(privateKey: CryptoKey, publicKey: CryptoKey, usage: "encrypt" | "decrypt") {
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256);
  const info = otherInfo();
  const input = new Uint8Array(4 + 32 + info.length);
  input[3] = 1;
  input.set(new Uint8Array(shared), 4);
  input.set(info, 36);
  return crypto.subtle.importKey("raw", await crypto.subtle.digest("SHA-256", input), "AES-GCM", false, [usage]);
}

/** AlgorithmID with its length, empty PartyUInfo and PartyVInfo, 256 as SuppPubInfo. */
function otherInfo(): Uint8Array {
  const algorithm = utf8("A256GCM");
  const info = new Uint8Array(4 + algorithm.length + 12);
  info[3] = algorithm.length;
  info.set(algorithm, 4);
  info[info.length - 2] = 1;
  return info;
}

function encode(value: unknown): string {
  return base64url(utf8(JSON.stringify(value)));
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
