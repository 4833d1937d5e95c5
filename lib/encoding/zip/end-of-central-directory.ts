import { BoundedView } from "../bounded-view";
import type { ByteSource } from "../byte-source";
import { ZipError } from "./zip-error";

const RECORD_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const SIGNATURE = 0x06054b50;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;

/** Where the parts of an archive lie, in bytes from the start of the file. */
export interface EndOfCentralDirectory {
  readonly entryCount: number;
  readonly directoryOffset: number;
  readonly directorySize: number;
  /** Where the end record itself begins; it runs to the end of the file. */
  readonly offset: number;
}

/**
 * Finds the end of central directory record (APPNOTE.TXT 4.3.16), strictly: its comment ends exactly at the end of the
 * file and the directory ends exactly where the record begins, so that no byte of the file has two readings.
 * Throws a ZipError: `zip-not-found` when there is no record at all, others when it can't be right.
 */
export async function findEndOfCentralDirectory(source: ByteSource): Promise<EndOfCentralDirectory> {
  const tailBytes = Math.min(source.size, RECORD_BYTES + COMMENT_BYTES_MAX + ZIP64_LOCATOR_BYTES);
  const tail = new BoundedView(await source.read(source.size - tailBytes, tailBytes), malformed);
  const at = findRecord(tail);
  const offset = source.size - tailBytes + at;
  assertNoZip64(tail, at);
  if (tail.u16(at + 4) !== 0 || tail.u16(at + 6) !== 0 || tail.u16(at + 8) !== tail.u16(at + 10)) {
    throw new ZipError("zip-split", "The archive is split over several files; give the joined one.");
  }
  const record = {
    entryCount: tail.u16(at + 10),
    directorySize: tail.u32(at + 12),
    directoryOffset: tail.u32(at + 16),
    offset,
  };
  if (record.directoryOffset + record.directorySize !== offset) {
    throw malformed("its central directory does not end where its end record begins; bytes were added or lost there");
  }
  return record;
}

function findRecord(tail: BoundedView): number {
  const lowest = Math.max(0, tail.length - RECORD_BYTES - COMMENT_BYTES_MAX);
  for (let at = tail.length - RECORD_BYTES; at >= lowest; at--) {
    const isRecord = tail.u32(at) === SIGNATURE && at + RECORD_BYTES + tail.u16(at + 20) === tail.length;
    if (isRecord) return at;
  }
  throw new ZipError("zip-not-found", "The file is no ZIP archive, or its end is cut off.");
}

function assertNoZip64(tail: BoundedView, at: number): void {
  const hasLocator = at >= ZIP64_LOCATOR_BYTES && tail.u32(at - ZIP64_LOCATOR_BYTES) === ZIP64_LOCATOR_SIGNATURE;
  const pointsThere = tail.u16(at + 10) === 0xffff || tail.u32(at + 12) === 0xffffffff;
  if (hasLocator || pointsThere || tail.u32(at + 16) === 0xffffffff) {
    throw new ZipError("zip-64-bit", "The archive uses ZIP64 (64-bit sizes), which app packages don't.");
  }
}

export function malformed(problem: string): ZipError {
  return new ZipError("zip-malformed", `The archive is malformed: ${problem}.`);
}
