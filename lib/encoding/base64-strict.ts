const ALPHABET = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/;
/** Last characters that leave the bits after the last byte zero, by how many characters the last group has. */
const LAST_CHARACTERS: Readonly<Record<number, RegExp>> = { 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ };

/**
 * Base64 (RFC 4648 section 4) or base64url (section 5), padded or not, to bytes; null for anything else and for more
 * than `bytesMax` bytes. Node's own decoder skips what it does not know, so two texts could mean the same bytes.
 */
export function decodeBase64(text: string, bytesMax: number): Buffer | null {
  if (text.length > Math.ceil(bytesMax / 3) * 4 || !ALPHABET.test(text)) return null;
  const digits = text.endsWith("=") ? text.slice(0, text.indexOf("=")) : text;
  const isPadded = digits.length < text.length;
  const rest = digits.length % 4;
  if (rest === 1 || (isPadded && text.length % 4 !== 0)) return null;
  if (rest !== 0 && LAST_CHARACTERS[rest]?.test(digits) !== true) return null;
  const bytes = Buffer.from(digits, "base64");
  return bytes.length <= bytesMax ? bytes : null;
}
