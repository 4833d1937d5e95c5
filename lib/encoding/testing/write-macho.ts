import { createHash } from "node:crypto";

const PAGE_BITS = 12;
const PAGE_BYTES = 2 ** PAGE_BITS;
const HASH_TYPE = { sha1: 1, sha256: 2, sha384: 4 } as const;
const LC_CODE_SIGNATURE = 0x1d;
const LC_ENCRYPTION_INFO_64 = 0x2c;

export type CodeHashName = keyof typeof HASH_TYPE;

export interface WriteMachoOptions {
  /** What follows header and load commands. */
  readonly code: Buffer;
  readonly cpuType?: number;
  /** Bytes from the start of the slice that the store is said to have encrypted. */
  readonly encrypted?: { readonly offset: number; readonly size: number };
  /** Makes the signature of the given signed bytes; without it the slice is unsigned. */
  readonly sign?: (signedBytes: Buffer) => Buffer;
}

/** Writes a thin 64-bit little-endian executable (mach-o/loader.h) with at most two load commands. */
export function writeMacho({ code, cpuType = 0x0100000c, encrypted, sign }: WriteMachoOptions): Buffer {
  const commandCount = (sign === undefined ? 0 : 1) + (encrypted === undefined ? 0 : 1);
  const commandBytes = (sign === undefined ? 0 : 16) + (encrypted === undefined ? 0 : 24);
  const signatureOffset = Math.ceil((32 + commandBytes + code.length) / 16) * 16;
  const assemble = (signatureBytes: number) => {
    const header = le32(0xfeedfacf, cpuType, 0, 2, commandCount, commandBytes, 0, 0);
    const commands = [
      ...(encrypted === undefined ? [] : [le32(LC_ENCRYPTION_INFO_64, 24, encrypted.offset, encrypted.size, 1, 0)]),
      ...(sign === undefined ? [] : [le32(LC_CODE_SIGNATURE, 16, signatureOffset, signatureBytes)]),
    ];
    const signedBytes = Buffer.concat([header, ...commands, code]);
    return Buffer.concat([signedBytes, Buffer.alloc(signatureOffset - signedBytes.length)]);
  };
  if (sign === undefined) return assemble(0);
  // The signature's own size stands in the bytes it signs, so it is made once to be measured; hence the headroom.
  const reserved = sign(assemble(0)).length + 256;
  const signedBytes = assemble(reserved);
  const signature = sign(signedBytes);
  return Buffer.concat([signedBytes, signature, Buffer.alloc(reserved - signature.length)]);
}

/** Puts slices together into a fat executable (mach-o/fat.h), each on a page. */
export function writeFat(slices: readonly { readonly cpuType: number; readonly bytes: Buffer }[]): Buffer {
  let offset = PAGE_BYTES;
  const records: Buffer[] = [];
  const parts: Buffer[] = [];
  for (const { cpuType, bytes } of slices) {
    const padded = Buffer.concat([bytes, Buffer.alloc((PAGE_BYTES - (bytes.length % PAGE_BYTES)) % PAGE_BYTES)]);
    records.push(be32(cpuType, 0, offset, bytes.length, PAGE_BITS));
    parts.push(padded);
    offset += padded.length;
  }
  const head = Buffer.concat([be32(0xcafebabe, slices.length), ...records]);
  return Buffer.concat([head, Buffer.alloc(PAGE_BYTES - head.length), ...parts]);
}

export interface WriteCodeDirectoryOptions {
  readonly signedBytes: Buffer;
  readonly hash: CodeHashName;
  readonly identifier: string;
  readonly teamId?: string;
  /** Bytes that special slots seal, by slot number. */
  readonly special: ReadonlyMap<number, Buffer>;
  readonly flags?: number;
}

/** Writes a code directory, version 0x20400 (xnu cs_blobs.h CS_CodeDirectory). */
export function writeCodeDirectory(options: WriteCodeDirectoryOptions): Buffer {
  const { signedBytes, hash, identifier, teamId, special, flags = 0 } = options;
  const digest = (bytes: Buffer) => createHash(hash).update(bytes).digest();
  const hashBytes = digest(Buffer.alloc(0)).length;
  const specialCount = Math.max(0, ...special.keys());
  const specials = Array.from({ length: specialCount }, (_, index) => special.get(specialCount - index));
  const pages = Array.from({ length: Math.ceil(signedBytes.length / PAGE_BYTES) }, (_, page) =>
    digest(signedBytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES)),
  );
  const hashes = [
    ...specials.map((bytes) => (bytes === undefined ? Buffer.alloc(hashBytes) : digest(bytes))),
    ...pages,
  ];
  const names = Buffer.from(`${identifier}\0${teamId === undefined ? "" : `${teamId}\0`}`);
  const headBytes = 88;
  const hashOffset = headBytes + names.length + specialCount * hashBytes;
  const teamOffset = teamId === undefined ? 0 : headBytes + Buffer.byteLength(identifier) + 1;
  const head = Buffer.alloc(headBytes);
  be32(0xfade0c02, headBytes + names.length + hashes.length * hashBytes, 0x20400, flags, hashOffset, headBytes).copy(
    head,
  );
  be32(specialCount, pages.length, signedBytes.length).copy(head, 24);
  Buffer.from([hashBytes, HASH_TYPE[hash], 0, PAGE_BITS]).copy(head, 36);
  head.writeUInt32BE(teamOffset, 48);
  return Buffer.concat([head, names, ...hashes]);
}

/** A blob with its magic and length. */
export function writeBlob(magic: number, content: Buffer): Buffer {
  return Buffer.concat([be32(magic, content.length + 8), content]);
}

/** Writes an embedded signature of blobs by slot (xnu cs_blobs.h CS_SuperBlob). */
export function writeSuperBlob(blobs: readonly (readonly [slot: number, blob: Buffer])[]): Buffer {
  let offset = 12 + 8 * blobs.length;
  const index = blobs.map(([slot, blob]) => {
    offset += blob.length;
    return be32(slot, offset - blob.length);
  });
  const content = Buffer.concat([...index, ...blobs.map(([, blob]) => blob)]);
  return Buffer.concat([be32(0xfade0cc0, content.length + 12, blobs.length), content]);
}

function be32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * index);
  return bytes;
}

function le32(...values: readonly number[]): Buffer {
  return be32(...values).swap32();
}
