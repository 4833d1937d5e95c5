import { createHash } from "node:crypto";
import { BoundedView } from "../bounded-view";
import { malformed } from "./macho-error";

const CDHASH_BYTES = 20;
const FLAG_AD_HOC = 2;
const PAGE_BITS_MAX = 24;
const VERSION_SCATTER = 0x20100;
const VERSION_TEAM = 0x20200;
const VERSION_CODE_LIMIT_64 = 0x20300;

/** hashType: name for node:crypto, size in bytes that is kept, and strength (xnu cs_blobs.h). */
const HASH_TYPES: ReadonlyMap<number, { name: CodeHash["name"]; bytes: number; strength: number }> = new Map([
  [1, { name: "sha1", bytes: 20, strength: 1 }],
  [2, { name: "sha256", bytes: 32, strength: 3 }],
  [3, { name: "sha256", bytes: 20, strength: 2 }],
  [4, { name: "sha384", bytes: 48, strength: 4 }],
]);

export interface CodeHash {
  readonly name: "sha1" | "sha256" | "sha384";
  /** How many bytes of the hash are kept. */
  readonly bytes: number;
  /** Greater is stronger. */
  readonly strength: number;
}

/** A code directory: what a code signature says about an executable's pages and about the app around it. */
export interface CodeDirectory {
  readonly hash: CodeHash;
  /** First 20 bytes of the hash over this directory, lower-case hex. */
  readonly cdHash: string;
  /** The whole hash over this directory. */
  readonly fullHash: Buffer;
  readonly identifier: string;
  readonly teamId: string | null;
  readonly isAdHoc: boolean;
  /** Bytes of the slice that pages cover. */
  readonly codeLimit: number;
  readonly pageBytes: number;
  readonly pageCount: number;
  /** The hash of a page by its number. */
  readonly pageHash: (page: number) => Buffer;
  /** The hash of a special slot (1 Info.plist, 2 requirements, ...); null where it is absent, which is all zeros. */
  readonly specialHash: (slot: number) => Buffer | null;
}

/** Decodes a code directory blob, header included (xnu cs_blobs.h CS_CodeDirectory, big-endian). Throws a MachoError. */
export function decodeCodeDirectory(blob: Buffer): CodeDirectory {
  const view = new BoundedView(blob, malformed);
  const version = view.u32be(8);
  const [hashOffset, identOffset] = [view.u32be(16), view.u32be(20)];
  const [specialCount, pageCount] = [view.u32be(24), view.u32be(28)];
  const hash = HASH_TYPES.get(view.u8(37));
  if (hash === undefined || view.u8(36) !== hash.bytes) throw malformed("its code directory uses an unknown hash");
  const pageBits = view.u8(39);
  if (version >= VERSION_SCATTER && view.u32be(44) !== 0) throw malformed("its code directory is scattered");
  const codeLimit64 = version >= VERSION_CODE_LIMIT_64 ? Number(view.u64be(56)) : 0;
  const codeLimit = codeLimit64 === 0 ? view.u32be(32) : codeLimit64;
  // A page size of 0 means that one hash covers everything.
  const pageBytes = pageBits === 0 ? Math.max(1, codeLimit) : 2 ** pageBits;
  if (pageBytes > 2 ** PAGE_BITS_MAX) throw malformed("its code directory has absurdly large pages");
  if (pageCount !== Math.ceil(codeLimit / pageBytes)) throw malformed("its code directory leaves pages out");
  view.slice(hashOffset - specialCount * hash.bytes, (specialCount + pageCount) * hash.bytes);
  const fullHash = createHash(hash.name).update(blob).digest();
  const teamOffset = version >= VERSION_TEAM ? view.u32be(48) : 0;
  return {
    hash,
    cdHash: fullHash.subarray(0, CDHASH_BYTES).toString("hex"),
    fullHash,
    identifier: textAt(view, identOffset),
    teamId: teamOffset === 0 ? null : textAt(view, teamOffset),
    isAdHoc: (view.u32be(12) & FLAG_AD_HOC) !== 0,
    codeLimit,
    pageBytes,
    pageCount,
    pageHash: (page) => view.slice(hashOffset + page * hash.bytes, hash.bytes),
    specialHash: (slot) => {
      if (slot > specialCount) return null;
      const value = view.slice(hashOffset - slot * hash.bytes, hash.bytes);
      return value.every((byte) => byte === 0) ? null : value;
    },
  };
}

/** A code hash of `bytes`, cut to the size that the directory keeps. */
export function codeHash(hash: CodeHash, bytes: Buffer): Buffer {
  return createHash(hash.name).update(bytes).digest().subarray(0, hash.bytes);
}

function textAt(view: BoundedView, offset: number): string {
  const end = view.bytes.indexOf(0, offset);
  if (offset > view.length || end < 0) throw malformed("a name in its code directory does not end");
  return view.slice(offset, end - offset).toString("utf8");
}
