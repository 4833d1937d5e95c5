import { base64url } from "./encoding";
import type { PublicJwk } from "./evidence-provider";

/** What a store keeps of the instance key. `reference` names a key inside a platform's key store. */
export type KeyHandle =
  | { readonly kind: "crypto-key"; readonly privateKey: CryptoKey; readonly publicJwk: PublicJwk }
  | { readonly kind: "jwk"; readonly privateJwk: PrivateJwk }
  | { readonly kind: "reference"; readonly reference: string; readonly publicJwk: PublicJwk };

/** A P-256 private key as JWK (RFC 7518 section 6.2.2). */
export interface PrivateJwk extends PublicJwk {
  readonly d: string;
}

/** The P-256 key that speaks for this installation. */
export interface InstanceKey {
  readonly publicJwk: PublicJwk;
  readonly handle: KeyHandle;
  /** ECDSA with SHA-256 as r || s, 64 bytes (RFC 7518 section 3.4). */
  sign(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

/** Makes instance keys and finds them again after a restart. */
export interface KeyProvider {
  /** `challenge` is what hardware key stores put into the key's attestation. */
  create(challenge: string): Promise<InstanceKey>;
  /** Null when the handle is not this provider's, or its key is gone: the SDK then enrols again. */
  restore(handle: KeyHandle): Promise<InstanceKey | null>;
}

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;

/**
 * Software keys by WebCrypto. Not extractable unless the store can only keep text, in which case the store's own
 * protection (file mode, origin) is all there is.
 */
export function webCryptoKeys(extractable: boolean): KeyProvider {
  return {
    async create() {
      const { privateKey, publicKey } = await crypto.subtle.generateKey(P256, extractable, ["sign", "verify"]);
      const publicJwk = await exportPublicJwk(publicKey);
      if (!extractable) return cryptoKey(privateKey, { kind: "crypto-key", privateKey, publicJwk }, publicJwk);
      const { d } = await exportPrivateJwk(privateKey);
      return cryptoKey(privateKey, { kind: "jwk", privateJwk: { ...publicJwk, d: present(d) } }, publicJwk);
    },
    async restore(handle) {
      if (handle.kind === "reference") return null;
      if (handle.kind === "crypto-key") return cryptoKey(handle.privateKey, handle, handle.publicJwk);
      const { d, ...publicJwk } = handle.privateJwk;
      const key = await crypto.subtle.importKey("jwk", { ...publicJwk, d }, P256, false, ["sign"]).catch(() => null);
      return key === null ? null : cryptoKey(key, handle, publicJwk);
    },
  };
}

function cryptoKey(privateKey: CryptoKey, handle: KeyHandle, publicJwk: PublicJwk): InstanceKey {
  return {
    publicJwk,
    handle,
    sign: async (data) =>
      new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, data)),
  };
}

/**
 * The public half of a P-256 pair, with exactly the members that RFC 7518 section 6.2.1 requires. It leaves as a point
 * (SEC 1 section 2.3.3): Node 20 may hang when it exports a key as JWK that it has just made.
 */
export async function exportPublicJwk(publicKey: CryptoKey): Promise<PublicJwk> {
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return { kty: "EC", crv: "P-256", x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)) };
}

/** The same for the private half, by way of PKCS #8: the key that is read back is exported without that danger. */
async function exportPrivateJwk(privateKey: CryptoKey): Promise<JsonWebKey> {
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", privateKey);
  return crypto.subtle.exportKey("jwk", await crypto.subtle.importKey("pkcs8", pkcs8, P256, true, ["sign"]));
}

function present(member: string | undefined): string {
  if (member === undefined) throw new Error("the platform exported an incomplete P-256 key");
  return member;
}

/** Whether this platform has what the SDK needs; React Native gets it by a polyfill. */
export function hasWebCrypto(): boolean {
  return typeof globalThis.crypto?.subtle?.sign === "function" && typeof TextEncoder === "function";
}
