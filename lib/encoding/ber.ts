import { BoundedView } from "./bounded-view";
import { DecodeError } from "./decode-error";

const DEPTH_MAX = 32;
/** No signature or certificate holds more side by side; each costs many times its two bytes. */
const CHILDREN_MAX = 4096;
const END_OF_CONTENTS_BYTES = 2;

export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export class BerError extends DecodeError<"ber-malformed"> {}

export function malformed(problem: string): BerError {
  return new BerError("ber-malformed", `The ASN.1 structure can't be read: ${problem}.`);
}

/** One ASN.1 element. Buffers are views of the input. */
export interface BerElement {
  /** The identifier octet; only tags below 31 are read. */
  readonly tag: number;
  /** The whole element as it stands in the input. */
  readonly raw: Buffer;
  readonly content: Buffer;
  readonly isIndefinite: boolean;
}

/**
 * Decodes the first element of `bytes` by the Basic Encoding Rules (X.690 section 8), indefinite lengths included: that
 * is how Apple writes code signatures. Throws a BerError.
 */
export function decodeBer(bytes: Buffer): BerElement {
  return elementAt(new BoundedView(bytes, malformed), 0, 0);
}

/** The elements inside a constructed one. Throws a BerError. */
export function childrenOf(element: BerElement): BerElement[] {
  const view = new BoundedView(element.content, malformed);
  const children: BerElement[] = [];
  for (let at = 0; at < view.length; at += children.at(-1)?.raw.length ?? 0) {
    if (children.length === CHILDREN_MAX) throw malformed(`an element in it holds more than ${CHILDREN_MAX} others`);
    children.push(elementAt(view, at, 0));
  }
  return children;
}

/** The bytes of an OCTET STRING, also of one in pieces (X.690 section 8.7). */
export function octetsOf(element: BerElement): Buffer {
  const isConstructed = (element.tag & 0x20) !== 0;
  return isConstructed ? Buffer.concat(childrenOf(element).map(({ content }) => content)) : element.content;
}

/** An OBJECT IDENTIFIER in dotted form. */
export function oidOf(element: BerElement): string {
  if (element.tag !== TAG.oid || element.content.length === 0) throw malformed("an object identifier is missing");
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of element.content) {
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw malformed("an object identifier is too long");
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...rest].join(".");
}

/** A UTCTime or GeneralizedTime in UTC with seconds (RFC 5280 section 4.1.2.5). */
export function timeOf({ tag, content }: BerElement): Date {
  const text = content.toString("latin1");
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  const [, year = "", month, day, hour, minute, second] = match ?? [];
  const isKnown = (tag === TAG.utcTime && year.length === 2) || (tag === TAG.generalizedTime && year.length === 4);
  const fullYear = year.length === 4 ? year : `${Number(year) < 50 ? 20 : 19}${year}`;
  const date = new Date(`${fullYear}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (!isKnown || Number.isNaN(date.getTime())) throw malformed("a time is wrongly written");
  return date;
}

function elementAt(view: BoundedView, at: number, depth: number): BerElement {
  if (depth > DEPTH_MAX) throw malformed("it is nested too deep");
  const tag = view.u8(at);
  if ((tag & 0x1f) === 0x1f) throw malformed("it has a tag that nothing here uses");
  const first = view.u8(at + 1);
  if (first === 0x80) return indefiniteAt(view, at, depth);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4) throw malformed("a length in it is absurd");
  const length = lengthBytes === 0 ? first : view.slice(at + 2, lengthBytes).readUIntBE(0, lengthBytes);
  const start = at + 2 + lengthBytes;
  const content = view.slice(start, length);
  return { tag, raw: view.slice(at, start - at + length), content, isIndefinite: false };
}

function indefiniteAt(view: BoundedView, at: number, depth: number): BerElement {
  const tag = view.u8(at);
  if ((tag & 0x20) === 0) throw malformed("a simple value has no length");
  let end = at + 2;
  while (view.u16(end) !== 0) end += elementAt(view, end, depth + 1).raw.length;
  return {
    tag,
    raw: view.slice(at, end + END_OF_CONTENTS_BYTES - at),
    content: view.slice(at + 2, end - at - 2),
    isIndefinite: true,
  };
}
