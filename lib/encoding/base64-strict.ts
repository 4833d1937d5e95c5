/**
 * Base64 (RFC 4648 section 4) or base64url (section 5), padded or not, to bytes; null for anything else and for more
 * than `bytesMax` bytes. Node's own decoder skips what it does not know, so two texts could mean the same bytes.
 */
export function decodeBase64(text: string, bytesMax: number): Buffer | null {
  if (text.length > Math.ceil(bytesMax / 3) * 4) return null;
  if (!/^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  const digits = text.replace(/=+$/, "");
  const canonical = bytes.toString("base64url") === digits.replaceAll("+", "-").replaceAll("/", "_");
  const padding = text.length - digits.length;
  return canonical && (padding === 0 || text.length % 4 === 0) && bytes.length <= bytesMax ? bytes : null;
}
