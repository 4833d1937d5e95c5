import { base64, base64url, utf8 } from "./encoding";
import type { PublicJwk } from "./evidence-provider";

export async function sha256(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));
}

/** What platform evidence must be made for: SHA-256 over the challenge, a dot and the key's RFC 7638 thumbprint. */
export async function evidenceBinding(challenge: string, jwk: PublicJwk): Promise<Uint8Array<ArrayBuffer>> {
  const thumbprint = await sha256(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }));
  return sha256(`${challenge}.${base64url(thumbprint)}`);
}

/** Standard base64 of SHA-256 over the UTF-8 value: what becomes the token's `pay`. */
export async function bindingHash(value: string): Promise<string> {
  return base64(await sha256(value));
}

/**
 * The value a request is bound to: the whole value of the bound header, or the trimmed values of several in their
 * configured order. Null when one of them is absent: a relying party that demands all would refuse half a binding too.
 */
export function bindingValue(headers: Headers, names: readonly string[]): string | null {
  const values = names.map((name) => headers.get(name));
  if (values.length === 0 || values.includes(null)) return null;
  return values.map((value) => (value ?? "").trim()).join("");
}
