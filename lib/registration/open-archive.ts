import type { ByteSource } from "../encoding/byte-source";
import { ZipArchive } from "../encoding/zip/archive";
import type { ZipLimits } from "../encoding/zip/limits";
import { ZipError } from "../encoding/zip/zip-error";
import { UnreadablePackageError } from "./rejection";

/**
 * Opens a package's archive. Not being an archive at all is no verdict (UnreadablePackageError); being a wrong one is
 * (ZipError).
 */
export async function openArchive(source: ByteSource, limits: ZipLimits): Promise<ZipArchive> {
  return ZipArchive.open(source, limits).catch((cause) => {
    if (!(cause instanceof ZipError && cause.code === "zip-not-found")) throw cause;
    throw new UnreadablePackageError("not-a-package", cause.message, { cause });
  });
}
