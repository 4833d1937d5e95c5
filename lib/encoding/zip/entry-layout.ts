import { quoted, type ZipEntry } from "./central-directory";
import { malformed } from "./end-of-central-directory";
import type { ZipLimits } from "./limits";
import { ZipError } from "./zip-error";

const LOCAL_HEADER_BYTES = 30;
const ZIP64_SIZE = 0xffffffff;

/**
 * Checks the declared sizes and places of all entries before any of them is inflated: within the limits, before the
 * directory, and no two over the same bytes. `dataEnd` is where entries must have ended, in bytes.
 */
export function assertEntryLayout(entries: readonly ZipEntry[], dataEnd: number, limits: ZipLimits): void {
  let total = 0;
  for (const entry of entries) {
    assertEntrySize(entry, limits);
    total += entry.size;
  }
  if (total > limits.totalBytesMax) {
    throw new ZipError("zip-inflates-too-much", `The archive would inflate to ${total} bytes.`);
  }
  assertApart(entries, dataEnd);
}

function assertEntrySize(entry: ZipEntry, limits: ZipLimits): void {
  if (entry.size === ZIP64_SIZE || entry.compressedSize === ZIP64_SIZE || entry.localHeaderOffset === ZIP64_SIZE) {
    throw new ZipError("zip-64-bit", `The entry ${quoted(entry.name)} uses ZIP64 (64-bit sizes).`);
  }
  if (entry.size > limits.entryBytesMax) {
    throw new ZipError("zip-entry-too-large", `The entry ${quoted(entry.name)} declares ${entry.size} bytes.`);
  }
  const inflates = entry.size > limits.ratioFreeBytes;
  if (inflates && entry.size > entry.compressedSize * limits.inflationRatioMax) {
    throw new ZipError(
      "zip-bomb",
      `The entry ${quoted(entry.name)} declares that it inflates more than ${limits.inflationRatioMax} times.`,
    );
  }
}

/** A local header is at least 30 bytes and its name; that lower bound alone keeps entries apart. */
function assertApart(entries: readonly ZipEntry[], dataEnd: number): void {
  const sorted = [...entries].sort((a, b) => a.localHeaderOffset - b.localHeaderOffset);
  let previousEnd = 0;
  let previous: ZipEntry | undefined;
  for (const entry of sorted) {
    if (previous !== undefined && entry.localHeaderOffset < previousEnd) {
      const both = `${quoted(previous.name)} and ${quoted(entry.name)}`;
      throw new ZipError("zip-overlapping-entries", `The entries ${both} share bytes of the archive.`);
    }
    previousEnd = entry.localHeaderOffset + LOCAL_HEADER_BYTES + entry.nameBytes.length + entry.compressedSize;
    if (previousEnd > dataEnd) throw malformed(`the entry ${quoted(entry.name)} reaches into the central directory`);
    previous = entry;
  }
}
