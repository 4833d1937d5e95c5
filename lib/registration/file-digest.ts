import { createHash } from "node:crypto";
import type { ByteSource } from "../encoding/byte-source";

const PIECE_BYTES = 1024 * 1024;

/** SHA-256 of everything in the source, lower-case hex, read 1 MiB at a time. */
export async function fileSha256(source: ByteSource): Promise<string> {
  const digest = createHash("sha256");
  const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, source.size));
  for (let at = 0; at < source.size; at += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, source.size - at);
    await source.readInto(buffer, 0, at, length);
    digest.update(buffer.subarray(0, length));
  }
  return digest.digest("hex");
}
