/** DER elements to values: each reader names the one type it accepts and throws a {@link DerError} otherwise. */

import { type DerElement, DerError, decodeDer, TAG, TAG_CLASS } from "./der";

export function isUniversal(element: DerElement | undefined, tag: number): element is DerElement {
  return element !== undefined && element.tagClass === TAG_CLASS.universal && element.tag === tag;
}

export function isContext(element: DerElement | undefined, tag: number): element is DerElement {
  return element !== undefined && element.tagClass === TAG_CLASS.context && element.tag === tag;
}

function universal(element: DerElement | undefined, tag: number, name: string, constructed: boolean): DerElement {
  if (element === undefined) throw new DerError("missing-element", `${name} is missing`);
  if (!isUniversal(element, tag) || element.constructed !== constructed) {
    throw new DerError("unexpected-tag", `expected ${name}`);
  }
  return element;
}

/** The elements of a SEQUENCE. */
export function readSequence(element: DerElement | undefined): DerElement[] {
  return universal(element, TAG.sequence, "a SEQUENCE", true).children;
}

/** The elements of a SET or SET OF. */
export function readSet(element: DerElement | undefined): DerElement[] {
  return universal(element, TAG.set, "a SET", true).children;
}

/** The one element inside an explicit tag (X.690 section 8.14.2). */
export function readExplicit(element: DerElement): DerElement {
  const [inner, ...rest] = element.children;
  if (inner === undefined) throw new DerError("missing-element", "an explicit tag without content");
  if (rest.length > 0) throw new DerError("trailing-bytes", "an explicit tag with more than one element");
  return inner;
}

/** X.690 section 11.1: TRUE is 0xff, FALSE is 0x00, nothing else is DER. */
export function readBoolean(element: DerElement | undefined): boolean {
  const { content } = universal(element, TAG.boolean, "a BOOLEAN", false);
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
    throw new DerError("bad-boolean", "a BOOLEAN that is neither 00 nor ff");
  }
  return content[0] === 0xff;
}

/** The content bytes of an INTEGER, checked to be minimal (X.690 section 8.3.2). */
export function readIntegerBytes(element: DerElement | undefined): Uint8Array {
  return minimalInteger(universal(element, TAG.integer, "an INTEGER", false).content);
}

/** An INTEGER of any size that fits 64 bits, as a number where safe; larger ones are refused. */
export function readInteger(element: DerElement | undefined): number {
  return toNumber(readIntegerBytes(element));
}

export function readEnumerated(element: DerElement | undefined): number {
  return toNumber(minimalInteger(universal(element, TAG.enumerated, "an ENUMERATED", false).content));
}

function minimalInteger(content: Uint8Array): Uint8Array {
  const [first, second] = content;
  if (first === undefined) throw new DerError("bad-integer", "an empty INTEGER");
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw new DerError("bad-integer", "a padded INTEGER");
  }
  return content;
}

/** Two's complement of at most 64 bits, refused where a number can't hold it exactly. */
function toNumber(content: Uint8Array): number {
  if (content.length > 8) throw new DerError("bad-integer", "an INTEGER of more than 64 bits");
  let value = (content[0] ?? 0) >= 0x80 ? -1 : 0;
  for (const byte of content) {
    value = value * 256 + byte;
    if (!Number.isSafeInteger(value)) throw new DerError("bad-integer", "an INTEGER of more than 53 bits");
  }
  return value;
}

export function readOctetString(element: DerElement | undefined): Uint8Array {
  return universal(element, TAG.octetString, "an OCTET STRING", false).content;
}

/** DER wrapped in an OCTET STRING, as X.509 extensions and Android's application id are. */
export function readWrapped(element: DerElement | undefined): DerElement {
  return decodeDer(readOctetString(element));
}

/** A BIT STRING of whole bytes, as keys and signatures are. */
export function readBitStringBytes(element: DerElement | undefined): Uint8Array {
  const { content } = universal(element, TAG.bitString, "a BIT STRING", false);
  if (content[0] !== 0) throw new DerError("bad-bit-string", "a BIT STRING that is not made of whole bytes");
  return content.subarray(1);
}

/** Dotted decimal (X.690 section 8.19), e.g. `1.2.840.113635.100.8.2`. */
export function readOid(element: DerElement | undefined): string {
  const { content } = universal(element, TAG.oid, "an OBJECT IDENTIFIER", false);
  const last = content.at(-1);
  if (last === undefined || last >= 0x80) throw new DerError("bad-oid", "an OBJECT IDENTIFIER that does not end");
  const arcs: number[] = [];
  let arc = 0;
  let atStart = true;
  for (const byte of content) {
    if (atStart && byte === 0x80) throw new DerError("bad-oid", "a padded arc");
    arc = arc * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(arc)) throw new DerError("bad-oid", "an arc of more than 53 bits");
    atStart = byte < 0x80;
    if (atStart) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [head = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(head / 40));
  return [top, head - top * 40, ...rest].join(".");
}

/** UTF-8 text, refused when it is not valid. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DerError("bad-text", `text that is not UTF-8 (${cause instanceof Error ? cause.name : "unknown"})`);
  }
}
