import { pipeline, Readable } from "node:stream";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import { BoundedView } from "../bounded-view";
import type { ByteSource } from "../byte-source";
import { quoted, type ZipEntry } from "./central-directory";
import { malformed } from "./end-of-central-directory";
import { ZipError } from "./zip-error";

const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER_SIGNATURE = 0x04034b50;
const FLAG_ENCRYPTED = 1;
const PIECE_BYTES = 256 * 1024;
const STORED_PIECE_BYTES = 1024 * 1024;

/** The inflated bytes of a small entry, in memory. `bytesMax` caps what is declared and what really comes out. */
export async function readEntry(source: ByteSource, entry: ZipEntry, bytesMax: number): Promise<Buffer> {
  if (entry.size > bytesMax) throw tooLarge(entry, bytesMax);
  const start = await dataOffset(source, entry);
  const data = await source.read(start, entry.compressedSize);
  const bytes = entry.method === 0 ? data : inflate(entry, data);
  if (bytes.length !== entry.size) throw wrongSize(entry);
  return bytes;
}

/** The inflated bytes of an entry piece by piece, never more than it declares. Pieces are valid until the next one. */
export async function* streamEntry(source: ByteSource, entry: ZipEntry): AsyncGenerator<Buffer> {
  const start = await dataOffset(source, entry);
  const inflated =
    entry.method === 0
      ? storedPieces(source, start, entry.compressedSize)
      : inflatePieces(entry, piecesOf(source, start, entry.compressedSize));
  let size = 0;
  for await (const piece of inflated) {
    size += piece.length;
    if (size > entry.size) throw wrongSize(entry);
    yield piece;
  }
  if (size !== entry.size) throw wrongSize(entry);
}

/** Where an entry's data begins: after its local header, which must name the same file the same way. */
export async function dataOffset(source: ByteSource, entry: ZipEntry): Promise<number> {
  assertReadable(entry);
  const length = LOCAL_HEADER_BYTES + entry.nameBytes.length;
  const header = new BoundedView(await source.read(entry.localHeaderOffset, length), malformed);
  const agrees =
    header.u32(0) === LOCAL_HEADER_SIGNATURE &&
    header.u16(26) === entry.nameBytes.length &&
    header.slice(LOCAL_HEADER_BYTES, entry.nameBytes.length).equals(entry.nameBytes) &&
    header.u16(8) === entry.method &&
    (header.u16(6) & FLAG_ENCRYPTED) === 0;
  if (!agrees) throw malformed(`the local header of ${quoted(entry.name)} disagrees with the central directory`);
  return entry.localHeaderOffset + length + header.u16(28);
}

function assertReadable(entry: ZipEntry): void {
  if ((entry.flags & FLAG_ENCRYPTED) !== 0) {
    throw new ZipError("zip-encrypted-entry", `The entry ${quoted(entry.name)} is encrypted.`);
  }
  if (entry.method !== 0 && entry.method !== 8) {
    const message = `The entry ${quoted(entry.name)} uses compression method ${entry.method}; only deflate is read.`;
    throw new ZipError("zip-unsupported-compression", message);
  }
}

async function* piecesOf(source: ByteSource, start: number, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; at += PIECE_BYTES) {
    yield await source.read(start + at, Math.min(PIECE_BYTES, length - at));
  }
}

/** In two buffers that take turns: one is read ahead while the other is used. */
async function* storedPieces(source: ByteSource, start: number, length: number): AsyncGenerator<Buffer> {
  const buffers = [0, 1].map(() => Buffer.allocUnsafe(Math.min(STORED_PIECE_BYTES, length)));
  const read = async (index: number): Promise<Buffer> => {
    const at = index * STORED_PIECE_BYTES;
    const piece = (buffers[index % 2] ?? Buffer.alloc(0)).subarray(
      0,
      Math.max(0, Math.min(STORED_PIECE_BYTES, length - at)),
    );
    await source.readInto(piece, 0, start + at, piece.length);
    return piece;
  };
  let next = read(0);
  for (let index = 0; index * STORED_PIECE_BYTES < length; index++) {
    const piece = await next;
    const isLast = (index + 1) * STORED_PIECE_BYTES >= length;
    if (!isLast) next = read(index + 1);
    // Whoever stops early never asks for the piece read ahead; its failure is then nobody's.
    next.catch(() => {});
    yield piece;
  }
  await next;
}

function inflate(entry: ZipEntry, data: Buffer): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, entry.size) });
  } catch (cause) {
    throw corrupt(entry, cause);
  }
}

async function* inflatePieces(entry: ZipEntry, pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw({ chunkSize: PIECE_BYTES });
  // A failure on either side destroys both; the loop below then throws it.
  pipeline(Readable.from(pieces), inflater, () => {});
  try {
    for await (const piece of inflater) yield asBuffer(piece);
  } catch (cause) {
    throw cause instanceof Error && "errno" in cause ? corrupt(entry, cause) : cause;
  } finally {
    inflater.destroy();
  }
}

/** zlib streams without an encoding give buffers only (Node's zlib documentation). */
function asBuffer(piece: unknown): Buffer {
  return piece as Buffer;
}

function corrupt(entry: ZipEntry, cause: unknown): ZipError {
  return new ZipError("zip-corrupt-entry", `The entry ${quoted(entry.name)} can't be inflated.`, { cause });
}

function wrongSize(entry: ZipEntry): ZipError {
  return new ZipError("zip-corrupt-entry", `The entry ${quoted(entry.name)} is not ${entry.size} bytes as declared.`);
}

function tooLarge(entry: ZipEntry, bytesMax: number): ZipError {
  const message = `The entry ${quoted(entry.name)} declares ${entry.size} bytes; at most ${bytesMax} are read.`;
  return new ZipError("zip-entry-too-large", message);
}
