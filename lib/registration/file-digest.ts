import { createHash } from "node:crypto";
import type { ByteSource } from "../encoding/byte-source";

const PIECE_BYTES = 1024 * 1024;

/** The digest that is known already, else computed where it is asked for, else null. */
export async function fileDigest(
  source: ByteSource,
  { fileSha256: known, hashFile = false }: { readonly fileSha256?: string | undefined; readonly hashFile?: boolean },
): Promise<string | null> {
  return known ?? (hashFile ? await fileSha256(source) : null);
}

/** SHA-256 of everything in the source, lower-case hex, read 1 MiB at a time. */
async function fileSha256(source: ByteSource): Promise<string> {
  const digest = createHash("sha256");
  const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, source.size));
  for (let at = 0; at < source.size; at += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, source.size - at);
    await source.readInto(buffer, 0, at, length);
    digest.update(buffer.subarray(0, length));
  }
  return digest.digest("hex");
}
