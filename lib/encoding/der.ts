/**
 * A strict DER reader (ITU-T X.690 section 10) over views: nothing is copied, nothing is descended into unasked, and
 * tags nobody knows are kept as they are, so that a genuine record of a future version still reads.
 */

/** Why bytes are not the DER that was asked for; stable. */
export type DerErrorCode =
  | "truncated"
  | "trailing-bytes"
  | "too-large"
  | "too-deep"
  | "too-many-elements"
  | "indefinite-length"
  | "non-minimal-length"
  | "non-minimal-tag"
  | "unexpected-tag"
  | "missing-element"
  | "duplicate-element"
  | "bad-boolean"
  | "bad-integer"
  | "bad-oid"
  | "bad-bit-string"
  | "bad-text";

/** Bytes that are not the DER asked for. The message holds no part of the input. */
export class DerError extends Error {
  constructor(
    readonly code: DerErrorCode,
    message: string,
  ) {
    super(message);
    this.name = "DerError";
  }
}

export const DER_BYTES_MAX = 64 * 1024;
const DER_DEPTH_MAX = 16;
const ELEMENTS_MAX = 1024;

/** The classes of X.690 section 8.1.2.2, as the two top bits of the identifier say. */
export const TAG_CLASS = { universal: 0, application: 1, context: 2, private: 3 } as const;

export const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  oid: 6,
  enumerated: 10,
  sequence: 16,
  set: 17,
  utcTime: 23,
  generalizedTime: 24,
} as const;

/** One tag-length-value, as a place in the input: views of it are made only when they are asked for. */
export class DerElement {
  constructor(
    private readonly input: Uint8Array,
    private readonly start: number,
    private readonly contentStart: number,
    private readonly end: number,
    /** The first identifier octet. */
    private readonly identifier: number,
    readonly tag: number,
    private readonly depth: number,
  ) {}

  get tagClass(): number {
    return this.identifier >> 6;
  }

  get constructed(): boolean {
    return (this.identifier & 0x20) !== 0;
  }

  /** All of it, tag and length included. */
  get bytes(): Uint8Array {
    return this.input.subarray(this.start, this.end);
  }

  /** The value. */
  get content(): Uint8Array {
    return this.input.subarray(this.contentStart, this.end);
  }

  /** The elements inside a constructed element, in their order. */
  get children(): DerElement[] {
    if (!this.constructed) throw new DerError("unexpected-tag", "a primitive element holds no elements");
    const depth = this.depth + 1;
    if (depth > DER_DEPTH_MAX) throw new DerError("too-deep", `nested deeper than ${DER_DEPTH_MAX}`);
    const found: DerElement[] = [];
    for (let offset = this.contentStart; offset < this.end; ) {
      if (found.length === ELEMENTS_MAX) throw new DerError("too-many-elements", `more than ${ELEMENTS_MAX} elements`);
      const child = elementAt(this.input, offset, this.end, depth);
      found.push(child);
      offset = child.end;
    }
    return found;
  }
}

/** Reads exactly one element that spans the whole input. */
export function decodeDer(input: Uint8Array, bytesMax: number = DER_BYTES_MAX): DerElement {
  if (input.length > bytesMax) throw new DerError("too-large", `more than ${bytesMax} bytes of DER`);
  // A Buffer's own subarray is several times slower than that of the array below it.
  const bytes = new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  const element = elementAt(bytes, 0, bytes.length, 0);
  if (element.bytes.length !== bytes.length) throw new DerError("trailing-bytes", "bytes after the DER element");
  return element;
}

/** The element that starts at an offset and must end at `limit` or before. */
function elementAt(input: Uint8Array, start: number, limit: number, depth: number): DerElement {
  const identifier = byteAt(input, start, limit);
  let offset = start + 1;
  let tag = identifier & 0x1f;
  if (tag === 0x1f) [tag, offset] = highTagAt(input, offset, limit);
  const [length, contentStart] = lengthAt(input, offset, limit);
  const end = contentStart + length;
  if (end > limit) throw new DerError("truncated", "an element reaches beyond its container");
  return new DerElement(input, start, contentStart, end, identifier, tag, depth);
}

/** High-tag-number form, X.690 section 8.1.2.4; four bytes hold every tag in use with room to spare. */
function highTagAt(input: Uint8Array, start: number, limit: number): [tag: number, next: number] {
  let tag = 0;
  for (let index = 0; index < 4; index++) {
    const byte = byteAt(input, start + index, limit);
    if (index === 0 && byte === 0x80) throw new DerError("non-minimal-tag", "a tag number starts with zero bits");
    tag = tag * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      if (tag < 0x1f) throw new DerError("non-minimal-tag", "a low tag number in the long form");
      return [tag, start + index + 1];
    }
  }
  throw new DerError("too-large", "a tag number of more than 28 bits");
}

/** Definite, minimal lengths only: X.690 sections 8.1.3 and 10.1. */
function lengthAt(input: Uint8Array, start: number, limit: number): [length: number, next: number] {
  const first = byteAt(input, start, limit);
  if (first < 0x80) return [first, start + 1];
  if (first === 0x80) throw new DerError("indefinite-length", "DER has no indefinite lengths");
  const count = first & 0x7f;
  if (count > 4) throw new DerError("too-large", "a length of more than 32 bits");
  let length = 0;
  for (let index = 1; index <= count; index++) length = length * 256 + byteAt(input, start + index, limit);
  if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError("non-minimal-length", "a padded length");
  return [length, start + 1 + count];
}

function byteAt(input: Uint8Array, offset: number, limit: number): number {
  const byte = offset < limit ? input[offset] : undefined;
  if (byte === undefined) throw new DerError("truncated", "the input ends within an element");
  return byte;
}
