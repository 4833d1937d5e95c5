import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ByteSource, sliceSource, withFileSource } from "../encoding/byte-source";
import type { ZipArchive } from "../encoding/zip/archive";
import type { ZipEntry } from "../encoding/zip/central-directory";

/**
 * Runs `use` on an entry with random access: a stored one in place, a deflated one through a temporary file that is
 * removed afterwards, so that an entry of any size never fills the memory.
 */
export async function withEntrySource<T>(
  archive: ZipArchive,
  entry: ZipEntry,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  if (entry.method === 0) {
    return use(sliceSource(archive.source, await archive.dataOffset(entry), entry.compressedSize));
  }
  const folder = await mkdtemp(join(tmpdir(), "attestry-"));
  try {
    const path = join(folder, "entry");
    await writePieces(path, archive.stream(entry));
    return await withFileSource(path, use);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writePieces(path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    for await (const piece of pieces) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}
