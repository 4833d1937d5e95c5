import type { ByteSource } from "../byte-source";
import { readCentralDirectory, type ZipEntry } from "./central-directory";
import { type EndOfCentralDirectory, findEndOfCentralDirectory } from "./end-of-central-directory";
import { assertEntryLayout } from "./entry-layout";
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from "./limits";
import { dataOffset, readEntry, streamEntry } from "./read-entry";
import { ZipError } from "./zip-error";

/**
 * A ZIP archive opened by its central directory alone; entries are read on demand. Names are unique and safe; sizes
 * and places are as declared until {@link ZipArchive.assertLayout} has passed.
 */
export class ZipArchive {
  readonly source: ByteSource;
  readonly end: EndOfCentralDirectory;
  readonly entries: readonly ZipEntry[];
  readonly #limits: ZipLimits;
  readonly #byName: ReadonlyMap<string, ZipEntry>;

  private constructor(source: ByteSource, end: EndOfCentralDirectory, entries: readonly ZipEntry[], limits: ZipLimits) {
    this.source = source;
    this.end = end;
    this.entries = entries;
    this.#limits = limits;
    this.#byName = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /** Throws a ZipError; `zip-not-found` says that the source is no archive at all. */
  static async open(source: ByteSource, limits: ZipLimits = DEFAULT_ZIP_LIMITS): Promise<ZipArchive> {
    if (source.size > limits.archiveBytesMax) {
      throw new ZipError("zip-too-large", `The file has ${source.size} bytes; at most ${limits.archiveBytesMax}.`);
    }
    const end = await findEndOfCentralDirectory(source);
    return new ZipArchive(source, end, await readCentralDirectory(source, end, limits), limits);
  }

  entry(name: string): ZipEntry | undefined {
    return this.#byName.get(name);
  }

  /** Refuses bombs, overlaps and 64-bit sizes before anything is inflated. Entries end before `dataEnd`. */
  assertLayout(dataEnd: number = this.end.directoryOffset): void {
    assertEntryLayout(this.entries, dataEnd, this.#limits);
  }

  /** A small entry's bytes. Throws a ZipError when it is larger than `bytesMax` or corrupt. */
  async read(entry: ZipEntry, bytesMax: number): Promise<Buffer> {
    return readEntry(this.source, entry, bytesMax);
  }

  /** Where an entry's bytes begin, compressed as they are; checks its local header. */
  async dataOffset(entry: ZipEntry): Promise<number> {
    return dataOffset(this.source, entry);
  }

  stream(entry: ZipEntry): AsyncGenerator<Buffer> {
    return streamEntry(this.source, entry);
  }
}
