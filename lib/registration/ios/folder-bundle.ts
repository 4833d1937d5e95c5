import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type ByteSource, withFileSource } from "../../encoding/byte-source";
import type { ZipLimits } from "../../encoding/zip/limits";
import { RejectedPackageError } from "../rejection";
import type { AppBundle } from "./app-bundle";

const PIECE_BYTES = 1024 * 1024;
const DEPTH_MAX = 32;

/** An .app folder as Xcode builds it. Throws a RejectedPackageError on links and on more files than the limits allow. */
export async function folderBundle(folder: string, limits: ZipLimits): Promise<AppBundle> {
  const paths = await filesBelow(folder, limits.entryCountMax);
  const known = new Set(paths);
  const open = <T>(path: string, use: (source: ByteSource) => Promise<T>) => {
    if (!known.has(path)) throw new RejectedPackageError("resource-missing", `The app has no file ${path}.`);
    return withFileSource(join(folder, path), use);
  };
  return {
    paths,
    open,
    read: async (path, bytesMax) => (known.has(path) ? open(path, (source) => readAll(source, path, bytesMax)) : null),
    async *stream(path) {
      // Each piece is read on its own, so that no file stays open when the reader stops early.
      const size = await open(path, async (source) => source.size);
      for (let at = 0; at < size; at += PIECE_BYTES) {
        yield await open(path, (source) => source.read(at, Math.min(PIECE_BYTES, size - at)));
      }
    },
  };
}

async function filesBelow(root: string, countMax: number): Promise<string[]> {
  const files: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (depth > DEPTH_MAX) throw malformed("Its folders are nested too deep");
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) await visit(path, depth + 1);
      else if (entry.isFile()) files.push(path);
      else throw malformed(`${path} is neither a file nor a folder`);
      if (files.length > countMax) throw malformed(`It holds more than ${countMax} files`);
    }
  };
  await visit("", 0);
  return files.sort();
}

async function readAll(source: ByteSource, path: string, bytesMax: number): Promise<Buffer> {
  if (source.size > bytesMax) throw malformed(`${path} has more than ${bytesMax} bytes`);
  return source.read(0, source.size);
}

function malformed(problem: string): RejectedPackageError {
  return new RejectedPackageError("bundle-malformed", `The app folder can't be read. ${problem}.`);
}
