import { createHash } from "node:crypto";
import type { ZipArchive } from "../../encoding/zip/archive";

/**
 * SHA-256, lower-case hex, over the code of a package, whatever signs it: for each of classes*.dex and lib/** in byte
 * order of their names, the name's length (uint32 LE), the name, and SHA-256 of the content. Null without any code.
 * Throws a ZipError when an entry is corrupt.
 */
export async function codeDigest(archive: ZipArchive): Promise<string | null> {
  const entries = archive.entries
    .filter(({ name }) => /^(classes\d*\.dex|lib\/.*[^/])$/.test(name))
    .sort((a, b) => Buffer.compare(a.nameBytes, b.nameBytes));
  if (entries.length === 0) return null;
  const digest = createHash("sha256");
  for (const entry of entries) {
    const content = createHash("sha256");
    for await (const piece of archive.stream(entry)) content.update(piece);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(entry.nameBytes.length);
    digest.update(length).update(entry.nameBytes).update(content.digest());
  }
  return digest.digest("hex");
}
