import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseRevocationList, type RevocationList } from "../../lib/attestation/revocation";

/** A copy of the revocation list that parsed, and when it was what its source said. */
export interface KeptList {
  readonly list: RevocationList;
  readonly retrievedAt: Date;
  /** Of the text, lower-case hex. */
  readonly sha256: string;
}

/** The last good copy on this host; its time of modification is when the source last confirmed it. */
export function keptListPath(dataDir: string): string {
  return join(dataDir, "revocation", "status.json");
}

/** Reads and parses a list; throws a RevocationListError when it is none, and what the file system throws. */
export async function readList(path: string): Promise<KeptList> {
  const { mtime } = await stat(path);
  const text = await readFile(path, "utf8");
  return { list: parseRevocationList(text), retrievedAt: mtime, sha256: sha256(text) };
}

/** Replaces the kept copy in one step, so that no reader sees half of it. */
export async function keepList(path: string, text: string, retrievedAt: Date): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await utimes(temporary, retrievedAt, retrievedAt);
  await rename(temporary, path);
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
