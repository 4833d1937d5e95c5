/** Seeded mutation of bytes: the same seed makes the same inputs on every machine. */
import type { RandomBelow } from "../../testing/random";

type Mutator = (bytes: Buffer, random: RandomBelow, donor: Buffer) => Buffer;

/** Values that lengths, tags and counts take at their edges. */
const EDGES = [0x00, 0x01, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0x84, 0x88, 0x9b, 0xa0, 0xbb, 0xbf, 0xff];

const MUTATORS: readonly Mutator[] = [
  (bytes, random) => flip(bytes, random(bytes.length), random(8)),
  (bytes, random) => overwrite(bytes, random(bytes.length), [random(256)]),
  (bytes, random) => overwrite(bytes, random(bytes.length), [EDGES[random(EDGES.length)] ?? 0]),
  (bytes, random) => overwrite(bytes, random(bytes.length), [0x84, 0xff, 0xff, 0xff, 0xff]),
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
  (bytes, random) => remove(bytes, random(bytes.length), 1 + random(8)),
  (bytes, random) => insert(bytes, random(bytes.length), Buffer.from([random(256)])),
  (bytes, random) => insert(bytes, random(bytes.length), Buffer.alloc(1 + random(64), EDGES[random(EDGES.length)])),
  (bytes, random) => insert(bytes, random(bytes.length), slice(bytes, random)),
  (bytes, random, donor) => insert(bytes, random(bytes.length), slice(donor, random)),
];

/** One to four mutations of `bytes`; `donor` lends pieces. The input is left as it is. */
export function mutate(bytes: Buffer, random: RandomBelow, donor: Buffer = bytes): Buffer {
  let mutated: Buffer = Buffer.from(bytes);
  for (let count = 1 + random(4); count > 0 && mutated.length > 0; count--) {
    const mutator = MUTATORS[random(MUTATORS.length)];
    if (mutator !== undefined) mutated = mutator(mutated, random, donor);
  }
  return mutated;
}

function flip(bytes: Buffer, at: number, bit: number): Buffer {
  return overwrite(bytes, at, [(bytes[at] ?? 0) ^ (1 << bit)]);
}

function overwrite(bytes: Buffer, at: number, values: readonly number[]): Buffer {
  for (const [index, value] of values.entries()) if (at + index < bytes.length) bytes[at + index] = value;
  return bytes;
}

function remove(bytes: Buffer, at: number, count: number): Buffer {
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);
}

function insert(bytes: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

function slice(bytes: Buffer, random: RandomBelow): Buffer {
  const start = random(bytes.length);
  return bytes.subarray(start, start + 1 + random(128));
}
