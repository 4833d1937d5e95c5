import type { ZipArchive } from "../../encoding/zip/archive";
import type { ZipEntry } from "../../encoding/zip/central-directory";
import { RejectedPackageError } from "../rejection";
import { withEntrySource } from "../spool";
import type { AppBundle } from "./app-bundle";

/** In an .ipa below Payload; in an archive of an .app by itself at the top. */
const APP_FOLDER = /^(?:Payload\/)?[^/]+\.app\//;

/** As in an .app folder: each folder above a file is looked up in the seal. */
const DEPTH_MAX = 32;

/** The one app inside an .ipa or a zipped .app. Throws a RejectedPackageError unless there is exactly one. */
export function archiveBundle(archive: ZipArchive): AppBundle {
  if (archive.entries.some(({ name }) => isDeeper(name, DEPTH_MAX))) {
    throw new RejectedPackageError("bundle-malformed", "The archive's folders are nested too deep.");
  }
  const folders = new Set(archive.entries.flatMap(({ name }) => APP_FOLDER.exec(name)?.[0] ?? []));
  const [folder, another] = folders;
  if (folder === undefined || another !== undefined) {
    throw new RejectedPackageError("bundle-malformed", "The archive does not hold exactly one .app.");
  }
  const files = new Map<string, ZipEntry>(
    archive.entries
      .filter(({ name }) => name.startsWith(folder) && !name.endsWith("/"))
      .map((entry) => [entry.name.slice(folder.length), entry]),
  );
  const entryOf = (path: string): ZipEntry => {
    const entry = files.get(path);
    if (entry === undefined) throw new RejectedPackageError("resource-missing", `The app has no file ${path}.`);
    return entry;
  };
  return {
    paths: [...files.keys()],
    read: async (path, bytesMax) => {
      const entry = files.get(path);
      return entry === undefined ? null : archive.read(entry, bytesMax);
    },
    stream: (path) => archive.stream(entryOf(path)),
    open: (path, use) => withEntrySource(archive, entryOf(path), use),
  };
}

function isDeeper(path: string, depth: number): boolean {
  let at = -1;
  for (let folders = 0; folders <= depth; folders++) {
    at = path.indexOf("/", at + 1);
    if (at < 0) return false;
  }
  return true;
}
