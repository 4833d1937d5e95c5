import { BoundedView } from "../bounded-view";
import type { ByteSource } from "../byte-source";
import { type EndOfCentralDirectory, malformed } from "./end-of-central-directory";
import type { ZipLimits } from "./limits";
import { ZipError } from "./zip-error";

const SIGNATURE = 0x02014b50;
const HEADER_BYTES = 46;

/** One record of the central directory (APPNOTE.TXT 4.3.12). Sizes in bytes. */
export interface ZipEntry {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly localHeaderOffset: number;
}

/**
 * Reads every record of the central directory in order. Throws a ZipError on too many entries, a wrong count, unsafe
 * or repeated names. Sizes are as declared: {@link assertEntryLayout} judges them.
 */
export async function readCentralDirectory(
  source: ByteSource,
  end: EndOfCentralDirectory,
  limits: ZipLimits,
): Promise<readonly ZipEntry[]> {
  if (end.entryCount > limits.entryCountMax || end.directorySize > limits.directoryBytesMax) {
    throw new ZipError("zip-too-many-entries", `The archive lists more than ${limits.entryCountMax} entries.`);
  }
  const directory = new BoundedView(await source.read(end.directoryOffset, end.directorySize), malformed);
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let at = 0;
  while (at < directory.length) {
    if (entries.length === end.entryCount) throw malformed("its directory holds more than its end record counts");
    const entry = readEntry(directory, at);
    assertSafeName(entry.name);
    const key = entry.nameBytes.toString("latin1");
    if (names.has(key)) {
      throw new ZipError("zip-duplicate-name", `The archive has two entries named ${quoted(entry.name)}.`);
    }
    names.add(key);
    entries.push(entry);
    at += HEADER_BYTES + directory.u16(at + 28) + directory.u16(at + 30) + directory.u16(at + 32);
  }
  if (at !== directory.length || entries.length !== end.entryCount) {
    throw malformed("its directory holds fewer entries than its end record counts");
  }
  return entries;
}

function readEntry(directory: BoundedView, at: number): ZipEntry {
  if (directory.u32(at) !== SIGNATURE) throw malformed("its central directory is damaged");
  const nameBytes = directory.slice(at + HEADER_BYTES, directory.u16(at + 28));
  return {
    name: nameBytes.toString("utf8"),
    nameBytes,
    flags: directory.u16(at + 8),
    method: directory.u16(at + 10),
    compressedSize: directory.u32(at + 20),
    size: directory.u32(at + 24),
    localHeaderOffset: directory.u32(at + 42),
  };
}

function assertSafeName(name: string): void {
  const isUnsafe = name === "" || name.includes("\0") || /^([/\\]|[A-Za-z]:)/.test(name);
  if (isUnsafe || name.split(/[/\\]/).includes("..")) {
    throw new ZipError("zip-entry-name", `The archive has an entry with the unsafe name ${quoted(name)}.`);
  }
}

/** An entry's name for a message: shortened, control characters escaped. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 79)}…` : name);
}
