import type { ByteSource } from "../../encoding/byte-source";
import { type CodeDirectory, codeHash, decodeCodeDirectory } from "../../encoding/macho/code-directory";
import { type LoadCommands, readLoadCommands } from "../../encoding/macho/load-commands";
import { BLOB_SLOT, codeDirectoriesOf, decodeSuperBlob, type SuperBlob } from "../../encoding/macho/super-blob";
import { RejectedPackageError } from "../rejection";

const SIGNATURE_BYTES_MAX = 64 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

/** Special slots of a code directory (xnu cs_blobs.h). */
const SPECIAL_SLOT = { infoPlist: 1, requirements: 2, resources: 3, entitlements: 5, derEntitlements: 7 } as const;

/** Files of the bundle that its executable's signature seals; null where the bundle has none. */
export interface SealedFiles {
  readonly infoPlist: Buffer | null;
  readonly codeResources: Buffer | null;
}

/** One slice whose pages and special slots are what its code directories say. Nothing says yet who signed them. */
export interface SealedSlice {
  readonly loads: LoadCommands;
  readonly blobs: SuperBlob;
  /** As signed, slot 0 first. */
  readonly codeDirectoryBlobs: readonly Buffer[];
  readonly codeDirectories: readonly CodeDirectory[];
}

/**
 * Verifies a slice against each of its code directories: every page that the store has not encrypted, and every special
 * slot. Throws a MachoError or a RejectedPackageError.
 */
export async function verifySeal(slice: ByteSource, files: SealedFiles): Promise<SealedSlice> {
  const loads = await readLoadCommands(slice);
  const signature = loads.signature;
  if (signature === null || signature.size === 0) {
    throw new RejectedPackageError("no-code-signature", `The executable for ${loads.architecture} is not signed.`);
  }
  if (signature.size > SIGNATURE_BYTES_MAX) {
    throw new RejectedPackageError("macho-malformed", "The executable's code signature is absurdly large.");
  }
  const blobs = decodeSuperBlob(await slice.read(signature.offset, signature.size));
  const codeDirectoryBlobs = codeDirectoriesOf(blobs);
  const codeDirectories = codeDirectoryBlobs.map(decodeCodeDirectory);
  if (!blobs.has(BLOB_SLOT.codeDirectory)) {
    throw new RejectedPackageError("no-code-signature", "The executable's signature has no code directory.");
  }
  for (const directory of codeDirectories) {
    if (directory.codeLimit !== signature.offset) throw changed("does not cover the executable up to its signature");
    assertSpecialSlots(directory, blobs, files);
  }
  await assertPages(slice, codeDirectories, loads);
  return { loads, blobs, codeDirectoryBlobs, codeDirectories };
}

function assertSpecialSlots(directory: CodeDirectory, blobs: SuperBlob, files: SealedFiles): void {
  const sealed: [slot: number, what: string, bytes: Buffer | null][] = [
    [SPECIAL_SLOT.infoPlist, "Info.plist", files.infoPlist],
    [SPECIAL_SLOT.requirements, "the requirements", blobs.get(BLOB_SLOT.requirements) ?? null],
    [SPECIAL_SLOT.resources, "_CodeSignature/CodeResources", files.codeResources],
    [SPECIAL_SLOT.entitlements, "the entitlements", blobs.get(BLOB_SLOT.entitlements) ?? null],
    [SPECIAL_SLOT.derEntitlements, "the DER entitlements", blobs.get(BLOB_SLOT.derEntitlements) ?? null],
  ];
  for (const [slot, what, bytes] of sealed) {
    const expected = directory.specialHash(slot);
    if (expected === null && bytes === null) continue;
    if (expected === null || bytes === null || !codeHash(directory.hash, bytes).equals(expected)) {
      throw new RejectedPackageError("seal-broken", `The code signature does not seal ${what} as it is in the app.`);
    }
  }
}

async function assertPages(
  slice: ByteSource,
  directories: readonly CodeDirectory[],
  loads: LoadCommands,
): Promise<void> {
  for (const directory of directories) {
    const { codeLimit, pageBytes, pageCount, hash } = directory;
    const pagesPerRead = Math.max(1, Math.floor(READ_BYTES / pageBytes));
    for (let first = 0; first < pageCount; first += pagesPerRead) {
      const start = first * pageBytes;
      const bytes = await slice.read(start, Math.min(pagesPerRead * pageBytes, codeLimit - start));
      for (let page = first; page < Math.min(pageCount, first + pagesPerRead); page++) {
        const at = page * pageBytes - start;
        const content = bytes.subarray(at, at + pageBytes);
        if (isEncrypted(loads, page * pageBytes, content.length)) continue;
        if (!codeHash(hash, content).equals(directory.pageHash(page))) throw changed("was changed after signing");
      }
    }
  }
}

/**
 * What the store has encrypted is sealed as it was before, so its pages can't be checked here. The load commands say
 * what is encrypted and are themselves always checked.
 */
function isEncrypted({ encrypted, end }: LoadCommands, start: number, length: number): boolean {
  return (
    start >= end && encrypted !== null && start < encrypted.offset + encrypted.size && start + length > encrypted.offset
  );
}

function changed(problem: string): RejectedPackageError {
  return new RejectedPackageError("page-changed", `The executable ${problem}.`);
}
