import { BoundedView } from "../../encoding/bounded-view";
import type { ByteSource } from "../../encoding/byte-source";
import { malformedBlock } from "./length-prefixed";

const MAGIC = Buffer.from("APK Sig Block 42", "latin1");
const FOOTER_BYTES = 24;
const BLOCK_BYTES_MAX = 32 * 1024 * 1024;

export const BLOCK_IDS = { v2: 0x7109871a, v3: 0xf05368c0, "v3.1": 0x1b93ad61 } as const;
export type BlockScheme = keyof typeof BLOCK_IDS;

/** The APK signing block: where it begins in the file, and the value of each scheme that is present. */
export interface SigningBlock {
  readonly start: number;
  readonly schemes: ReadonlyMap<BlockScheme, Buffer>;
}

/**
 * Finds the block right before the central directory (APK Signature Scheme v2, "APK Signing Block"). Null when there is
 * none there: no magic, or sizes that contradict each other. Pairs of unknown ids are skipped, the first of an id wins.
 * Throws a RejectedPackageError when the pairs inside are damaged.
 */
export async function readSigningBlock(source: ByteSource, directoryOffset: number): Promise<SigningBlock | null> {
  if (directoryOffset < FOOTER_BYTES + 8) return null;
  const footer = new BoundedView(await source.read(directoryOffset - FOOTER_BYTES, FOOTER_BYTES), malformedBlock);
  if (!footer.slice(8, 16).equals(MAGIC)) return null;
  const size = Number(footer.u64(0));
  const start = directoryOffset - size - 8;
  if (size < FOOTER_BYTES || start < 0) return null;
  const head = await source.read(start, 8);
  if (Number(head.readBigUInt64LE(0)) !== size) return null;
  if (size > BLOCK_BYTES_MAX) throw malformedBlock(`it has ${size} bytes, more than any signing tool writes`);
  const pairs = await source.read(start + 8, size - FOOTER_BYTES);
  return { start, schemes: readPairs(new BoundedView(pairs, malformedBlock)) };
}

function readPairs(pairs: BoundedView): Map<BlockScheme, Buffer> {
  const schemes = new Map<BlockScheme, Buffer>();
  for (let at = 0; at < pairs.length; ) {
    const length = Number(pairs.u64(at));
    if (length < 4) throw malformedBlock("one of its pairs is too short for an id");
    const value = pairs.slice(at + 8, length);
    const scheme = schemeOf(value.readUInt32LE(0));
    if (scheme !== undefined && !schemes.has(scheme)) schemes.set(scheme, value.subarray(4));
    at += 8 + length;
  }
  return schemes;
}

function schemeOf(id: number): BlockScheme | undefined {
  if (id === BLOCK_IDS.v2) return "v2";
  if (id === BLOCK_IDS.v3) return "v3";
  return id === BLOCK_IDS["v3.1"] ? "v3.1" : undefined;
}
