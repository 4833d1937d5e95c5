/** Base64 with what every platform has: React Native's engines lack btoa and Buffer. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_ALPHABET = `${ALPHABET.slice(0, 62)}-_`;

/** Standard, padded base64 (RFC 4648 section 4). */
export function base64(bytes: Uint8Array): string {
  let out = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    out += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    out += second === undefined ? "=" : ALPHABET.charAt((group >> 6) & 63);
    out += third === undefined ? "=" : ALPHABET.charAt(group & 63);
  }
  return out;
}

/** base64url without padding (RFC 4648 section 5, RFC 7515 section 2). */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
}

/** The bytes of unpadded base64url; throws a RangeError for any other text, non-canonical endings included. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let [held, bits, length] = [0, 0, 0];
  for (const character of text) {
    const value = URL_ALPHABET.indexOf(character);
    if (value < 0) throw new RangeError("not base64url");
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length] = (held >> bits) & 0xff;
    length += 1;
  }
  if (bits >= 6 || (held & ((1 << bits) - 1)) !== 0) throw new RangeError("not base64url");
  return bytes;
}
