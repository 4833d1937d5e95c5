import { createHash } from "node:crypto";
import type { ZipArchive } from "../encoding/zip/archive";
import type { ZipEntry } from "../encoding/zip/central-directory";

/** A piece of code by the name that it has inside an APK. */
export interface CodeEntry {
  readonly name: string;
  readonly entry: ZipEntry;
  readonly archive: ZipArchive;
}

const CODE_NAME = /^(classes\d*\.dex|lib\/.*[^/])$/;

/** classes*.dex and lib/** of an APK. */
export function apkCode(archive: ZipArchive): CodeEntry[] {
  return archive.entries
    .filter(({ name }) => CODE_NAME.test(name))
    .map((entry) => ({ name: entry.name, entry, archive }));
}

/** The base module's code in an app bundle, by the names it gets in the APKs made from it. */
export function bundleCode(archive: ZipArchive): CodeEntry[] {
  return archive.entries.flatMap((entry) => {
    const name = entry.name.replace(/^base\/(dex\/)?/, "");
    return entry.name.startsWith("base/") && CODE_NAME.test(name) ? [{ name, entry, archive }] : [];
  });
}

/**
 * SHA-256, lower-case hex, over the code of a package, whatever signs it: for each piece in byte order of the names, the
 * name's length (uint32 LE), the name, and SHA-256 of the content. Null without any code.
 * Throws a ZipError when an entry is corrupt.
 */
export async function codeDigest(code: readonly CodeEntry[]): Promise<string | null> {
  if (code.length === 0) return null;
  const digest = createHash("sha256");
  const named = code.map((piece) => ({ ...piece, nameBytes: Buffer.from(piece.name, "utf8") }));
  for (const { archive, entry, nameBytes } of named.sort((a, b) => Buffer.compare(a.nameBytes, b.nameBytes))) {
    const content = createHash("sha256");
    for await (const piece of archive.stream(entry)) content.update(piece);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(nameBytes.length);
    digest.update(length).update(nameBytes).update(content.digest());
  }
  return digest.digest("hex");
}
