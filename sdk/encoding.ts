/** Bytes and texts, with what every platform has. */
export { base64, base64url } from "../lib/contract/base64";

import { base64url } from "../lib/contract/base64";

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
