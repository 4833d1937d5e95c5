/** Writes DER (ITU-T X.690), for minting test certificates and records; the counterpart of lib/encoding/der.ts. */

type Bytes = Uint8Array;

export function tlv(identifier: Bytes | number, content: Bytes): Buffer {
  const head = typeof identifier === "number" ? Uint8Array.of(identifier) : identifier;
  return Buffer.concat([head, lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.of(0x80 | digits.length), digits]);
}

export const sequence = (...parts: Bytes[]): Buffer => tlv(0x30, Buffer.concat(parts));
/** SET OF wants its elements sorted (X.690 section 11.6). */
export const setOf = (...parts: Bytes[]): Buffer => tlv(0x31, Buffer.concat([...parts].sort(Buffer.compare)));
export const octets = (bytes: Bytes): Buffer => tlv(4, bytes);
export const bits = (bytes: Bytes): Buffer => tlv(3, Buffer.concat([Buffer.of(0), bytes]));
export const utf8 = (text: string): Buffer => tlv(12, Buffer.from(text));
export const bool = (value: boolean): Buffer => tlv(1, Buffer.of(value ? 0xff : 0));
export const nul = (): Buffer => tlv(5, Buffer.alloc(0));
export const enumerated = (value: number): Buffer => tlv(10, Buffer.of(value));

/** A non-negative integer, from a number or big-endian bytes. */
export function integer(value: number | bigint | Bytes): Buffer {
  const hex = value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value.toString(16);
  const digits = hex.replace(/^(00)+(?=..)/, "");
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
  return tlv(2, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => base128(arc));
  return tlv(6, Buffer.from(bytes));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

/** A constructed element with a context tag, as EXPLICIT tagging writes it. */
export function explicit(tag: number, content: Bytes): Buffer {
  const identifier = tag < 31 ? Buffer.of(0xa0 | tag) : Buffer.from([0xbf, ...base128(tag)]);
  return tlv(identifier, content);
}

/** UTCTime to 2049, GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5). */
export function time(date: Date): Buffer {
  const text = date
    .toISOString()
    .replace(/[-:T]/g, "")
    .replace(/\.\d+Z$/, "Z");
  return date.getUTCFullYear() < 2050 ? tlv(23, Buffer.from(text.slice(2))) : tlv(24, Buffer.from(text));
}
