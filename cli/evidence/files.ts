/** Finding evidence files and revocation lists. */

import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseRevocationList, type RevocationList, RevocationListError } from "../../lib/attestation/revocation";
import { UnreadableEvidenceError } from "./parse-evidence-file";

const FILE_BYTES_MAX = 16 * 1024 * 1024;
/** How many folders above the evidence are searched for a revocation list. */
const ANCESTORS_MAX = 3;

/** The file itself, or every .json file below a folder, sorted. Throws when there is no such path. */
export async function listEvidenceFiles(path: string): Promise<{ files: string[]; isFolder: boolean }> {
  const found = await stat(path).catch((cause) => {
    throw new UnreadableEvidenceError("there is no such file or folder", { cause });
  });
  if (!found.isDirectory()) return { files: [path], isFolder: false };
  const names = await readdir(path, { recursive: true });
  return {
    files: names
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(path, name))
      .sort(),
    isFolder: true,
  };
}

export async function readEvidenceText(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new UnreadableEvidenceError("it is no file");
  if (found.size > FILE_BYTES_MAX) throw new UnreadableEvidenceError("it is larger than 16 MB");
  return readFile(path, "utf8").catch((cause) => {
    throw new UnreadableEvidenceError("it can't be read", { cause });
  });
}

export interface FoundList {
  readonly path: string;
  readonly list: RevocationList;
}

/** A list named on the command line; throws when it is none. */
export async function readRevocationList(path: string): Promise<FoundList> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new UnreadableEvidenceError("the revocation list can't be read", { cause });
  });
  return { path, list: parseRevocationList(text) };
}

/** Searches the folder of some evidence and those above it for a file named revocation…json that is a list. */
export function createRevocationFinder(): (evidencePath: string) => Promise<FoundList | null> {
  const known = new Map<string, Promise<FoundList | null>>();
  const inFolder = (folder: string): Promise<FoundList | null> => {
    const found = known.get(folder) ?? findInFolder(folder);
    known.set(folder, found);
    return found;
  };
  return async (evidencePath) => {
    let folder = dirname(evidencePath);
    for (let level = 0; level <= ANCESTORS_MAX; level++) {
      const found = await inFolder(folder);
      if (found !== null) return found;
      folder = dirname(folder);
    }
    return null;
  };
}

async function findInFolder(folder: string): Promise<FoundList | null> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => /^revocation.*\.json$/i.test(each)).sort()) {
    try {
      return await readRevocationList(join(folder, name));
    } catch (error) {
      // A file of samples may be named like a list; a list is only what reads as one.
      if (!(error instanceof RevocationListError || error instanceof UnreadableEvidenceError)) throw error;
    }
  }
  return null;
}
