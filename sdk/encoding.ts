/** Bytes and texts, with what every platform has: React Native's engines lack btoa and Buffer. */

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Standard, padded base64 (RFC 4648 section 4). */
export function base64(bytes: Uint8Array): string {
  let out = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    out += BASE64.charAt(group >> 18) + BASE64.charAt((group >> 12) & 63);
    out += second === undefined ? "=" : BASE64.charAt((group >> 6) & 63);
    out += third === undefined ? "=" : BASE64.charAt(group & 63);
  }
  return out;
}

/** base64url without padding (RFC 4648 section 5, RFC 7515 section 2). */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
}

/** Bytes of base64url; throws a RangeError for anything else. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const digits = [...text.replaceAll("-", "+").replaceAll("_", "/")].map((letter) => BASE64.indexOf(letter));
  if (digits.includes(-1) || digits.length % 4 === 1) throw new RangeError("not base64url");
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  for (let at = 0; at < bytes.length; at += 1) {
    const first = Math.floor((at * 8) / 6);
    const pair = ((digits[first] ?? 0) << 6) | (digits[first + 1] ?? 0);
    bytes[at] = (pair >> (4 - ((at * 8) % 6))) & 0xff;
  }
  return bytes;
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** A text the service accepts: no control characters, at most `lengthMax` long, never empty. */
export function printable(text: string, lengthMax: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the point is to remove them
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ");
  return truncate(clean, lengthMax, (part) => part.length) || "unknown";
}

/** base64url of the UTF-8 text, cut between characters so that it decodes to at most `bytesMax` bytes. */
export function base64urlText(text: string, bytesMax: number): string {
  return base64url(utf8(truncate(text, bytesMax, (part) => utf8(part).length)));
}

function truncate(text: string, sizeMax: number, sizeOf: (part: string) => number): string {
  if (sizeOf(text) <= sizeMax) return text;
  let kept = "";
  let size = 0;
  for (const character of text) {
    size += sizeOf(character);
    if (size > sizeMax) break;
    kept += character;
  }
  return kept;
}
