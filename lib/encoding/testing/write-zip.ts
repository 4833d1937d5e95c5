import { crc32, deflateRawSync } from "node:zlib";

export interface ZipFile {
  readonly name: string;
  readonly data: Buffer;
  readonly isStored?: boolean;
}

/** An archive before it is put together, so that a signing block fits between entries and directory. */
export interface ZipParts {
  readonly entries: Buffer;
  readonly directory: Buffer;
  readonly entryCount: number;
}

/** Writes local headers with data and the central directory (APPNOTE.TXT 4.3). Names may come twice, as given. */
export function zipParts(files: readonly ZipFile[]): ZipParts {
  const entries: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, isStored = false } of files) {
    const nameBytes = Buffer.from(name, "utf8");
    const content = isStored ? data : deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(isStored ? 0 : 8, 4);
    common.writeUInt16LE(0x2821, 8);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, nameBytes, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00"), common, place, nameBytes);
    entries.push(local);
    offset += local.length;
  }
  return { entries: Buffer.concat(entries), directory: Buffer.concat(directory), entryCount: files.length };
}

/** The end of central directory record for a directory at `directoryOffset`. */
export function endRecord(parts: ZipParts, directoryOffset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(parts.entryCount, 8);
  end.writeUInt16LE(parts.entryCount, 10);
  end.writeUInt32LE(parts.directory.length, 12);
  end.writeUInt32LE(directoryOffset, 16);
  return end;
}

export function writeZip(files: readonly ZipFile[]): Buffer {
  const parts = zipParts(files);
  return Buffer.concat([parts.entries, parts.directory, endRecord(parts, parts.entries.length)]);
}
