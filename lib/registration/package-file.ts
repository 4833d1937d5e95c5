import { stat } from "node:fs/promises";
import { type ByteSource, withFileSource } from "../encoding/byte-source";
import { DecodeError } from "../encoding/decode-error";
import { UnreadablePackageError } from "./rejection";

/**
 * Runs `use` on the package file at `path`, and notices when the file was changed meanwhile: what was verified would
 * not be what is there. Throws an UnreadablePackageError when there is no file to read.
 */
export async function withPackageFile<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const before = await statFile(path);
  const result = await withFileSource(path, use).catch((cause) => {
    throw asUnreadable(cause);
  });
  const after = await statFile(path);
  if (before.mtimeMs !== after.mtimeMs || before.size !== after.size || before.ino !== after.ino) {
    throw changed();
  }
  return result;
}

async function statFile(path: string) {
  const found = await stat(path).catch((cause) => {
    throw asUnreadable(cause);
  });
  if (!found.isFile()) throw new UnreadablePackageError("not-a-file", "The path names no regular file.");
  return found;
}

/** An error of the file system, or of a file that shrinks, as UnreadablePackageError; any other as it is. */
export function asUnreadable(cause: unknown): unknown {
  if (cause instanceof DecodeError && cause.code === "source-truncated") return changed(cause);
  return isSystemError(cause) ? unreadable(cause) : cause;
}

function changed(cause?: unknown): UnreadablePackageError {
  return new UnreadablePackageError("changed", "The file changed while it was being read.", { cause });
}

function unreadable(cause: NodeJS.ErrnoException): UnreadablePackageError {
  if (cause.code === "ENOENT" || cause.code === "ENOTDIR") {
    return new UnreadablePackageError("not-found", "There is no such file.", { cause });
  }
  if (cause.code === "EACCES" || cause.code === "EPERM") {
    return new UnreadablePackageError("not-permitted", "The file may not be read.", { cause });
  }
  return new UnreadablePackageError("read-failed", `The file can't be read (${cause.code}).`, { cause });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
