import type { PlistValue } from "../plist/plist-value";

const SECONDS_TO_2001 = 978_307_200;

/**
 * Writes a binary property list with two-byte references. An array of buffers that begin with an object marker is taken
 * as the objects themselves, so that tests can write lists that no tool would.
 */
export function writeBinaryPlist(value: PlistValue): Buffer {
  if (isRawObjects(value)) return assemble(value, 1);
  const objects: Buffer[] = [];
  addObject(objects, value);
  return assemble(objects, 2);
}

function isRawObjects(value: PlistValue): value is readonly Buffer[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => Buffer.isBuffer(item) && (item[0] ?? 0) >> 4 === 0xa)
  );
}

function addObject(objects: Buffer[], value: PlistValue): number {
  const index = objects.push(Buffer.alloc(0)) - 1;
  objects[index] = encode(objects, value);
  return index;
}

function encode(objects: Buffer[], value: PlistValue): Buffer {
  if (value === null) return Buffer.from([0]);
  if (typeof value === "boolean") return Buffer.from([value ? 9 : 8]);
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return number(value);
  if (value instanceof Date)
    return Buffer.concat([Buffer.from([0x33]), double(value.getTime() / 1000 - SECONDS_TO_2001)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([marker(4, value.length), value]);
  if (value instanceof Map) {
    const entries: [string, PlistValue][] = [...value];
    const refs = [
      ...entries.map(([key]) => addObject(objects, key)),
      ...entries.map(([, item]) => addObject(objects, item)),
    ];
    return Buffer.concat([marker(0xd, entries.length), ...refs.map(ref)]);
  }
  if (!isList(value)) throw new TypeError("a dictionary must be a Map");
  return Buffer.concat([marker(0xa, value.length), ...value.map((item) => ref(addObject(objects, item)))]);
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value);
}

function text(value: string): Buffer {
  const isAscii = /^[\x20-\x7e]*$/.test(value);
  const bytes = isAscii ? Buffer.from(value, "latin1") : Buffer.from(value, "utf16le").swap16();
  return Buffer.concat([marker(isAscii ? 5 : 6, value.length), bytes]);
}

function number(value: number): Buffer {
  if (!Number.isInteger(value)) return Buffer.concat([Buffer.from([0x23]), double(value)]);
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return value >= 0 && value < 256 ? Buffer.from([0x10, value]) : Buffer.concat([Buffer.from([0x13]), bytes]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

function marker(kind: number, size: number): Buffer {
  if (size < 15) return Buffer.from([(kind << 4) | size]);
  return Buffer.from([(kind << 4) | 15, 0x11, size >> 8, size & 0xff]);
}

function ref(index: number): Buffer {
  return Buffer.from([index >> 8, index & 0xff]);
}

function assemble(objects: readonly Buffer[], refBytes: number): Buffer {
  let offset = 8;
  const offsets = objects.map((bytes) => {
    const table = Buffer.alloc(4);
    table.writeUInt32BE(offset);
    offset += bytes.length;
    return table;
  });
  const trailer = Buffer.alloc(32);
  trailer.writeUInt8(4, 6);
  trailer.writeUInt8(refBytes, 7);
  trailer.writeUInt32BE(objects.length, 12);
  trailer.writeUInt32BE(offset, 28);
  return Buffer.concat([Buffer.from("bplist00"), ...objects, ...offsets, trailer]);
}
