import { BoundedView } from "../bounded-view";
import { malformed } from "./macho-error";

const SUPER_BLOB_MAGIC = 0xfade0cc0;
const BLOB_HEADER_BYTES = 8;
const BLOBS_MAX = 64;

/** Slots of an embedded signature (xnu cs_blobs.h) and the magic that belongs there. */
export const BLOB_SLOT = {
  codeDirectory: 0,
  requirements: 2,
  entitlements: 5,
  derEntitlements: 7,
  alternateCodeDirectory: 0x1000,
  cms: 0x10000,
} as const;
const ALTERNATES_MAX = 5;

const MAGIC_OF: ReadonlyMap<number, number> = new Map([
  [BLOB_SLOT.codeDirectory, 0xfade0c02],
  [BLOB_SLOT.requirements, 0xfade0c01],
  [BLOB_SLOT.entitlements, 0xfade7171],
  [BLOB_SLOT.derEntitlements, 0xfade7172],
  [BLOB_SLOT.cms, 0xfade0b01],
]);

/** The blobs of a code signature by slot, each with its header, as they are hashed. */
export type SuperBlob = ReadonlyMap<number, Buffer>;

/** Decodes an embedded signature (big-endian). Throws a MachoError, also when a blob is not what its slot says. */
export function decodeSuperBlob(bytes: Buffer): SuperBlob {
  const outer = new BoundedView(bytes, malformed);
  if (outer.u32be(0) !== SUPER_BLOB_MAGIC) throw malformed("its code signature has an unknown form");
  const view = outer.view(0, outer.u32be(4));
  const count = view.u32be(8);
  if (count > BLOBS_MAX) throw malformed(`its code signature has ${count} parts`);
  const blobs = new Map<number, Buffer>();
  for (let index = 0; index < count; index++) {
    const slot = view.u32be(12 + 8 * index);
    const offset = view.u32be(16 + 8 * index);
    if (blobs.has(slot)) throw malformed("its code signature has a part twice");
    const expected = MAGIC_OF.get(isAlternate(slot) ? BLOB_SLOT.codeDirectory : slot);
    if (expected !== undefined && view.u32be(offset) !== expected) throw malformed("its code signature is damaged");
    blobs.set(slot, view.slice(offset, Math.max(BLOB_HEADER_BYTES, view.u32be(offset + 4))));
  }
  return blobs;
}

/** All code directories, slot 0 first. */
export function codeDirectoriesOf(blobs: SuperBlob): Buffer[] {
  const slots = [BLOB_SLOT.codeDirectory, ...[...blobs.keys()].filter(isAlternate).sort((a, b) => a - b)];
  return slots.flatMap((slot) => blobs.get(slot) ?? []);
}

/** A blob without its header of magic and length. */
export function blobContent(blob: Buffer): Buffer {
  return blob.subarray(BLOB_HEADER_BYTES);
}

function isAlternate(slot: number): boolean {
  return slot >= BLOB_SLOT.alternateCodeDirectory && slot < BLOB_SLOT.alternateCodeDirectory + ALTERNATES_MAX;
}
