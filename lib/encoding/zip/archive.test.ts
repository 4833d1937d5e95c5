import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bufferSource } from "../byte-source";
import { endRecord, writeZip, type ZipFile, zipParts } from "../testing/write-zip";
import { ZipArchive } from "./archive";
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from "./limits";

const file = (name: string, text = name): ZipFile => ({ name, data: Buffer.from(text) });
const open = (bytes: Buffer, limits?: Partial<ZipLimits>) =>
  ZipArchive.open(bufferSource(bytes), { ...DEFAULT_ZIP_LIMITS, ...limits });

/** The code with which opening, checking the layout of and reading everything in the archive fails. */
async function refusal(bytes: Buffer, limits?: Partial<ZipLimits>): Promise<string | null> {
  try {
    const archive = await open(bytes, limits);
    archive.assertLayout();
    for (const entry of archive.entries) await archive.read(entry, 64 * 1024 * 1024);
    return null;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "no code";
  }
}

/** Writes into the record of the entry in the central directory, `at` bytes into it. */
function withDirectoryField(zip: Buffer, { at, value, index = 0 }: { at: number; value: number; index?: number }) {
  const changed = Buffer.from(zip);
  let record = changed.readUInt32LE(changed.length - 6);
  for (let skipped = 0; skipped < index; skipped++) record = changed.indexOf("PK\x01\x02", record + 4, "latin1");
  changed.writeUInt32LE(value, record + at);
  return changed;
}

describe("a ZIP archive", () => {
  it("gives its entries in order, stored and deflated, whole and piece by piece", async () => {
    const files = [file("a.txt", "one".repeat(100_000)), { ...file("folder/b.txt"), isStored: true }];
    const archive = await open(writeZip(files));
    archive.assertLayout();
    expect(archive.entries.map(({ name }) => name)).toEqual(["a.txt", "folder/b.txt"]);
    for (const { name, data } of files) {
      const entry = archive.entry(name);
      if (entry === undefined) throw new Error(`${name} is missing`);
      expect((await archive.read(entry, 1_000_000)).equals(data)).toBe(true);
      const pieces: Buffer[] = [];
      for await (const piece of archive.stream(entry)) pieces.push(Buffer.from(piece));
      expect(Buffer.concat(pieces).equals(data)).toBe(true);
    }
  });

  it("may be empty", async () => {
    expect(await refusal(writeZip([]))).toBe(null);
  });

  it("is not found in other bytes", async () => {
    expect(await refusal(Buffer.from("no archive at all, but long enough for a record"))).toBe("zip-not-found");
    expect(await refusal(Buffer.alloc(0))).toBe("zip-not-found");
  });

  it("is refused when its directory does not end where its end record begins", async () => {
    const parts = zipParts([file("a")]);
    const end = endRecord(parts, parts.entries.length);
    expect(await refusal(Buffer.concat([parts.entries, parts.directory, Buffer.from("gap"), end]))).toBe(
      "zip-malformed",
    );
  });

  it("is refused when its end record counts other entries than there are", async () => {
    for (const count of [1, 3]) {
      const zip = writeZip([file("a"), file("b")]);
      zip.writeUInt16LE(count, zip.length - 14);
      zip.writeUInt16LE(count, zip.length - 12);
      expect(await refusal(zip)).toBe("zip-malformed");
    }
  });

  it("is refused with an entry name twice", async () => {
    expect(await refusal(writeZip([file("classes.dex"), file("classes.dex", "other")]))).toBe("zip-duplicate-name");
  });

  it.each(["../evil", "a/../../evil", "/etc/passwd", "..\\evil", "C:\\evil", "a\0b", ""])(
    "is refused with the entry name %j",
    async (name) => {
      expect(await refusal(writeZip([file(name)]))).toBe("zip-entry-name");
    },
  );

  it("takes names that only look like parent folders", async () => {
    expect(await refusal(writeZip([file("a..b/..c/d.."), file("...")]))).toBe(null);
  });

  it("is refused when it uses 64-bit sizes", async () => {
    const zip = writeZip([file("a")]);
    zip.writeUInt32LE(0xffffffff, zip.length - 6);
    expect(await refusal(zip)).toBe("zip-64-bit");
    const end = writeZip([file("a")]);
    const locator = Buffer.concat([Buffer.from("PK\x06\x07", "latin1"), Buffer.alloc(16)]);
    expect(await refusal(Buffer.concat([end.subarray(0, -22), locator, end.subarray(-22)]))).toBe("zip-64-bit");
    expect(await refusal(withDirectoryField(writeZip([file("a")]), { at: 24, value: 0xffffffff }))).toBe("zip-64-bit");
  });

  it("is refused when it is split over several disks", async () => {
    const zip = writeZip([file("a")]);
    zip.writeUInt16LE(1, zip.length - 18);
    expect(await refusal(zip)).toBe("zip-split");
  });

  it("is refused with more entries than the limit, before any is read", async () => {
    expect(await refusal(writeZip([file("a"), file("b"), file("c")]), { entryCountMax: 2 })).toBe(
      "zip-too-many-entries",
    );
  });

  it("is refused when it is larger than the limit", async () => {
    expect(await refusal(writeZip([file("a")]), { archiveBytesMax: 10 })).toBe("zip-too-large");
  });

  it("is refused when entries share bytes", async () => {
    const zip = writeZip([file("a", "x".repeat(1000)), file("b", "y".repeat(1000))]);
    expect(await refusal(withDirectoryField(zip, { at: 42, value: 0, index: 1 }))).toBe("zip-overlapping-entries");
    expect(await refusal(withDirectoryField(zip, { at: 42, value: 5, index: 1 }))).toBe("zip-overlapping-entries");
  });

  it("is refused when an entry reaches into the directory", async () => {
    expect(await refusal(withDirectoryField(writeZip([file("a")]), { at: 20, value: 5000 }))).toBe("zip-malformed");
  });

  it("is refused as a bomb by what it declares", async () => {
    const zip = writeZip([{ name: "zeros", data: Buffer.alloc(20 * 1024 * 1024) }]);
    expect(await refusal(zip)).toBe("zip-bomb");
    expect(await refusal(zip, { entryBytesMax: 1024 })).toBe("zip-entry-too-large");
    expect(await refusal(zip, { inflationRatioMax: 2000, totalBytesMax: 1024 })).toBe("zip-inflates-too-much");
  });

  it("never inflates more than an entry declares", async () => {
    const lying = withDirectoryField(writeZip([{ name: "zeros", data: Buffer.alloc(20 * 1024 * 1024) }]), {
      at: 24,
      value: 100,
    });
    expect(await refusal(lying)).toBe("zip-corrupt-entry");
    const archive = await open(lying);
    const [entry] = archive.entries;
    if (entry === undefined) throw new Error("the entry is missing");
    const drain = async () => {
      for await (const piece of archive.stream(entry)) expect(piece.length).toBeLessThanOrEqual(100);
    };
    await expect(drain()).rejects.toMatchObject({ code: "zip-corrupt-entry" });
  });

  it("is refused when deflated data is damaged or cut off", async () => {
    const zip = writeZip([file("a", "hello ".repeat(50))]);
    const damaged = Buffer.from(zip);
    damaged.fill(0xff, 33, 36);
    expect(await refusal(damaged)).toBe("zip-corrupt-entry");
    const short = deflateRawSync(Buffer.from("hello ".repeat(50))).length - 3;
    expect(await refusal(withDirectoryField(zip, { at: 20, value: short }))).toBe("zip-corrupt-entry");
  });

  it("is refused with an encrypted entry or another compression", async () => {
    const zip = writeZip([file("a")]);
    const flags = zip.readUInt32LE(zip.readUInt32LE(zip.length - 6) + 8);
    expect(await refusal(withDirectoryField(zip, { at: 8, value: flags | 1 }))).toBe("zip-encrypted-entry");
    const bzip2 = (flags & 0xffff) | (12 << 16);
    expect(await refusal(withDirectoryField(zip, { at: 8, value: bzip2 }))).toBe("zip-unsupported-compression");
  });

  it("is refused when a local header names another file than the directory", async () => {
    const zip = writeZip([file("a")]);
    zip.write("b", 30, "latin1");
    expect(await refusal(zip)).toBe("zip-malformed");
  });
});
