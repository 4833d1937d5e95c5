import { BoundedView } from "../bounded-view";
import { malformed, PLIST_DEPTH_MAX, PLIST_VALUES_MAX, type PlistValue } from "./plist-value";

const HEADER = "bplist00";
const TRAILER_BYTES = 32;
const SECONDS_TO_2001 = 978_307_200;

export function isBinaryPlist(bytes: Buffer): boolean {
  return bytes.subarray(0, HEADER.length).toString("latin1") === HEADER;
}

/**
 * Decodes a binary property list (Apple CoreFoundation CFBinaryPList.c, "bplist00"). Containers that are
 * referred to many times would make a small file a large value: never more values come out than the file has bytes. Throws a PlistError.
 */
export function decodeBinaryPlist(bytes: Buffer): PlistValue {
  if (!isBinaryPlist(bytes) || bytes.length < HEADER.length + TRAILER_BYTES) throw malformed("it is cut off");
  const view = new BoundedView(bytes, malformed);
  const trailer = bytes.length - TRAILER_BYTES;
  const offsetBytes = view.u8(trailer + 6);
  const refBytes = view.u8(trailer + 7);
  const count = readUint(view, trailer + 8, 8);
  const top = readUint(view, trailer + 16, 8);
  const table = readUint(view, trailer + 24, 8);
  const objects = {
    view,
    refBytes,
    offsetOf: (index: number) => {
      if (index >= count) throw malformed("it refers to an object it does not have");
      return readUint(view, table + index * offsetBytes, offsetBytes);
    },
  };
  return new ObjectReader(objects).read(top, 0);
}

interface Objects {
  readonly view: BoundedView;
  readonly refBytes: number;
  readonly offsetOf: (index: number) => number;
}

class ObjectReader {
  readonly #objects: Objects;
  readonly #valuesMax: number;
  /** By place: a key such as `hash2` is referred to for every file. */
  readonly #texts = new Map<number, PlistValue>();
  #values = 1;
  #textBytes = 0;

  constructor(objects: Objects) {
    this.#objects = objects;
    this.#valuesMax = Math.min(objects.view.length, PLIST_VALUES_MAX);
  }

  read(index: number, depth: number): PlistValue {
    if (depth > PLIST_DEPTH_MAX) throw malformed("it is nested too deep");
    const { view, offsetOf } = this.#objects;
    const offset = offsetOf(index);
    const marker = view.u8(offset);
    const kind = marker >> 4;
    const { size, at } = kind === 0 || kind === 8 ? { size: marker & 15, at: offset + 1 } : readSize(view, offset);
    if (kind === 0xa) return this.#refs(at, size).map((ref) => this.read(ref, depth + 1));
    if (kind === 0xd) return this.#dictionary(at, size, depth);
    if (kind === 5 || kind === 6) return this.#text(offset, { kind, marker, at, size });
    return readScalar(view, { kind, marker, at, size });
  }

  #text(offset: number, scalar: Scalar): PlistValue {
    const known = this.#texts.get(offset);
    if (known !== undefined) return known;
    const { view } = this.#objects;
    this.#textBytes += scalar.size * (scalar.kind === 6 ? 2 : 1);
    if (this.#textBytes > view.length) throw malformed("its texts overlap");
    const text = readScalar(view, scalar);
    this.#texts.set(offset, text);
    return text;
  }

  #dictionary(at: number, size: number, depth: number): PlistValue {
    const keys = this.#refs(at, size);
    const values = this.#refs(at + size * this.#objects.refBytes, size);
    const dictionary = new Map<string, PlistValue>();
    for (const [place, ref] of keys.entries()) {
      const key = this.read(ref, depth + 1);
      const value = values[place];
      if (typeof key !== "string" || value === undefined) throw malformed("a key in it is no text");
      if (dictionary.has(key)) throw malformed("a key in it comes twice");
      dictionary.set(key, this.read(value, depth + 1));
    }
    return dictionary;
  }

  #refs(at: number, count: number): number[] {
    const { view, refBytes } = this.#objects;
    view.slice(at, count * refBytes);
    this.#values += count;
    if (this.#values > this.#valuesMax) throw malformed("it holds too many values, or the same ones again and again");
    return Array.from({ length: count }, (_, index) => readUint(view, at + index * refBytes, refBytes));
  }
}

interface Scalar {
  readonly kind: number;
  readonly marker: number;
  readonly at: number;
  readonly size: number;
}

function readScalar(view: BoundedView, { kind, marker, at, size }: Scalar): PlistValue {
  if (marker === 0) return null;
  if (marker === 8 || marker === 9) return marker === 9;
  if (kind === 1) return readInteger(view, at, 2 ** size);
  if (kind === 2) return readReal(view, at, 2 ** size);
  if (kind === 3) return new Date((view.slice(at, 8).readDoubleBE(0) + SECONDS_TO_2001) * 1000);
  if (kind === 4) return view.slice(at, size);
  if (kind === 5) return view.slice(at, size).toString("latin1");
  if (kind === 6)
    return Buffer.from(view.slice(at, size * 2))
      .swap16()
      .toString("utf16le");
  if (kind === 8) return readUint(view, at, size + 1);
  throw malformed("a value in it has an unknown type");
}

/** A size of 15 means that an integer object with the real size follows. */
function readSize(view: BoundedView, offset: number): { size: number; at: number } {
  const size = view.u8(offset) & 15;
  if (size !== 15) return { size, at: offset + 1 };
  const bytes = 2 ** (view.u8(offset + 1) & 15);
  return { size: readUint(view, offset + 2, bytes), at: offset + 2 + bytes };
}

function readInteger(view: BoundedView, at: number, bytes: number): number {
  // Integers of 8 bytes and more are signed, the shorter ones are not (CFBinaryPList.c).
  if (bytes === 16) return Number(view.slice(at, 16).readBigInt64BE(8));
  return bytes === 8 ? Number(view.slice(at, 8).readBigInt64BE(0)) : readUint(view, at, bytes);
}

function readReal(view: BoundedView, at: number, bytes: number): number {
  if (bytes === 4) return view.slice(at, 4).readFloatBE(0);
  if (bytes === 8) return view.slice(at, 8).readDoubleBE(0);
  throw malformed("a number in it has an unknown size");
}

function readUint(view: BoundedView, at: number, bytes: number): number {
  if (bytes === 8) return Number(view.u64be(at));
  if (bytes < 1 || bytes > 6) throw malformed("a number in it has an unknown size");
  return view.slice(at, bytes).readUIntBE(0, bytes);
}
