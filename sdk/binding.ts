import { base64, utf8 } from "./encoding";

/** Standard base64 of SHA-256 over the UTF-8 value: what becomes the token's `pay`. */
export async function bindingHash(value: string): Promise<string> {
  return base64(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(value))));
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
