import type { ByteSource } from "../../encoding/byte-source";

/** The contents of one .app, from an archive or a folder. Paths are relative to it, with slashes. */
export interface AppBundle {
  readonly paths: readonly string[];
  /** Null when there is no such file. Throws when it is larger than `bytesMax`. */
  readonly read: (path: string, bytesMax: number) => Promise<Buffer | null>;
  /** The content of an existing file piece by piece; a piece is valid until the next one. */
  readonly stream: (path: string) => AsyncGenerator<Buffer>;
  /** Runs `use` on an existing file with random access. */
  readonly open: <T>(path: string, use: (source: ByteSource) => Promise<T>) => Promise<T>;
}

/** The part of a bundle below a folder, as a bundle of its own. */
export function nestedBundle(bundle: AppBundle, folder: string): AppBundle {
  const prefix = `${folder}/`;
  return {
    paths: bundle.paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length)),
    read: (path, bytesMax) => bundle.read(prefix + path, bytesMax),
    stream: (path) => bundle.stream(prefix + path),
    open: (path, use) => bundle.open(prefix + path, use),
  };
}
