import { type FileHandle, open } from "node:fs/promises";
import { DecodeError } from "./decode-error";

/** Bytes that are read piece by piece: a file of any size, or a buffer. Sizes and offsets in bytes. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset`. Throws a DecodeError `source-truncated` when they are not all there. */
  read(offset: number, length: number): Promise<Buffer>;
  /** As {@link read}, into `target` from `targetOffset` on. */
  readInto(target: Buffer, targetOffset: number, offset: number, length: number): Promise<void>;
}

export function bufferSource(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    async read(offset, length) {
      assertInside(bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
    async readInto(target, targetOffset, offset, length) {
      assertInside(bytes.length, offset, length);
      bytes.copy(target, targetOffset, offset, offset + length);
    },
  };
}

/** Runs `use` on the file at `path` and closes it afterwards. Errors of the file system pass through as they are. */
export async function withFileSource<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    return await use(fileSource(handle, size));
  } finally {
    await handle.close();
  }
}

/** A part of another source, with offsets of its own. */
export function sliceSource(source: ByteSource, start: number, size: number): ByteSource {
  assertInside(source.size, start, size);
  return {
    size,
    async read(offset, length) {
      assertInside(size, offset, length);
      return source.read(start + offset, length);
    },
    async readInto(target, targetOffset, offset, length) {
      assertInside(size, offset, length);
      return source.readInto(target, targetOffset, start + offset, length);
    },
  };
}

function fileSource(handle: FileHandle, size: number): ByteSource {
  const readInto = async (target: Buffer, targetOffset: number, offset: number, length: number) => {
    assertInside(size, offset, length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await handle.read(target, targetOffset + done, length - done, offset + done);
      if (bytesRead === 0) throw truncated(offset, length);
      done += bytesRead;
    }
  };
  return {
    size,
    readInto,
    async read(offset, length) {
      assertInside(size, offset, length);
      const target = Buffer.allocUnsafe(length);
      await readInto(target, 0, offset, length);
      return target;
    },
  };
}

function assertInside(size: number, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > size) throw truncated(offset, length);
}

function truncated(offset: number, length: number): DecodeError<"source-truncated"> {
  return new DecodeError("source-truncated", `The file ends before byte ${offset + length}, which it refers to.`);
}
