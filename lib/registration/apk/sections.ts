import type { ByteSource } from "../../encoding/byte-source";
import { CHUNK_BYTES, CHUNK_PREFIX_BYTES } from "./chunked-digest";

/** Where the sections of a signed APK begin, in bytes; each ends where the next begins, the last with the file. */
export interface ApkSections {
  readonly signingBlock: number;
  readonly centralDirectory: number;
  readonly endRecord: number;
}

export interface ApkPiece {
  readonly section: "entries" | keyof ApkSections;
  /** The bytes, at most 1 MiB, after a free prefix of 5 bytes. Valid until the next piece is asked for. */
  readonly framed: Buffer;
}

interface Range {
  readonly section: ApkPiece["section"];
  readonly start: number;
  readonly length: number;
}

/** The whole file in order, each section cut into pieces of 1 MiB; one piece is read ahead while the last is hashed. */
export async function* readPieces(source: ByteSource, sections: ApkSections): AsyncGenerator<ApkPiece> {
  const ranges = pieceRanges(source.size, sections);
  const longest = ranges.reduce((most, { length }) => Math.max(most, length), 0);
  const buffers = [0, 1].map(() => Buffer.allocUnsafe(CHUNK_PREFIX_BYTES + longest));
  const read = async (index: number): Promise<ApkPiece | undefined> => {
    const range = ranges[index];
    const buffer = buffers[index % 2];
    if (range === undefined || buffer === undefined) return undefined;
    await source.readInto(buffer, CHUNK_PREFIX_BYTES, range.start, range.length);
    return { section: range.section, framed: buffer.subarray(0, CHUNK_PREFIX_BYTES + range.length) };
  };
  let next = read(0);
  for (let index = 0; index < ranges.length; index++) {
    const piece = await next;
    next = read(index + 1);
    // Whoever stops early never asks for the piece read ahead; its failure is then nobody's.
    next.catch(() => {});
    if (piece !== undefined) yield piece;
  }
}

function pieceRanges(size: number, sections: ApkSections): Range[] {
  const { signingBlock, centralDirectory, endRecord } = sections;
  return [
    ...cut("entries", 0, signingBlock),
    ...cut("signingBlock", signingBlock, centralDirectory),
    ...cut("centralDirectory", centralDirectory, endRecord),
    ...cut("endRecord", endRecord, size),
  ];
}

function cut(section: ApkPiece["section"], start: number, end: number): Range[] {
  const count = Math.ceil((end - start) / CHUNK_BYTES);
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * CHUNK_BYTES;
    return { section, start: from, length: Math.min(CHUNK_BYTES, end - from) };
  });
}
