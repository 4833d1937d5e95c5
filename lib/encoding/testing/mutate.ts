import type { RandomBelow } from "../../testing/random";

const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
const MUTATIONS_MAX = 6;

type Mutation = (bytes: Buffer, random: RandomBelow) => Buffer;

const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setNumber,
  setNumber,
  cutOff,
  removePiece,
  repeatPiece,
  swapPieces,
];

/** A changed copy of `bytes`: a few random edits, the same for the same random source. Never longer than twice. */
export function mutate(bytes: Buffer, random: RandomBelow): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let count = 1 + random(MUTATIONS_MAX); count > 0; count--) {
    if (changed.length === 0) return changed;
    const mutation = mutations[random(mutations.length)] ?? flipBit;
    changed = mutation(changed, random);
  }
  return changed.subarray(0, bytes.length * 2);
}

function flipBit(bytes: Buffer, random: RandomBelow): Buffer {
  const at = random(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random(8)), at);
  return bytes;
}

function setByte(bytes: Buffer, random: RandomBelow): Buffer {
  bytes.writeUInt8(random(256), random(bytes.length));
  return bytes;
}

/** Lengths, counts and offsets are where decoders break. */
function setNumber(bytes: Buffer, random: RandomBelow): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(INTERESTING[random(INTERESTING.length)] ?? 0);
  const width = [1, 2, 4][random(3)] ?? 4;
  value.copy(bytes, random(bytes.length), 0, width);
  return bytes;
}

function cutOff(bytes: Buffer, random: RandomBelow): Buffer {
  return bytes.subarray(0, random(bytes.length));
}

function removePiece(bytes: Buffer, random: RandomBelow): Buffer {
  const at = random(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(64))]);
}

function repeatPiece(bytes: Buffer, random: RandomBelow): Buffer {
  const at = random(bytes.length);
  const piece = bytes.subarray(at, at + 1 + random(64));
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

function swapPieces(bytes: Buffer, random: RandomBelow): Buffer {
  const length = 1 + random(32);
  const from = random(bytes.length);
  const piece = Buffer.from(bytes.subarray(from, from + length));
  bytes.copyWithin(from, random(bytes.length), bytes.length);
  piece.copy(bytes, random(bytes.length));
  return bytes;
}
