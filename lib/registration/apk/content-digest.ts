import { createHash } from "node:crypto";
import type { ByteSource } from "../../encoding/byte-source";
import { CHUNK_PREFIX_BYTES, ChunkedDigest } from "./chunked-digest";
import { type ApkSections, readPieces } from "./sections";
import type { ContentDigestKind } from "./signature-algorithm";
import { VerityDigest } from "./verity-digest";

const END_RECORD_DIRECTORY_OFFSET = 16;

/** What one pass over the file yields. */
export interface ApkMeasurement {
  readonly contentDigests: ReadonlyMap<ContentDigestKind, Buffer>;
  /** Lower-case hex; null when it was not asked for. */
  readonly fileSha256: string | null;
}

/**
 * Reads the file once and computes the content digests asked for, over everything but the signing block, the end record
 * taken as if the directory began where the signing block does (APK Signature Scheme v2, "Integrity-protected
 * contents"); and, when asked, SHA-256 of the file as it is.
 */
export async function measureApk(
  source: ByteSource,
  sections: ApkSections,
  { kinds, hashFile }: { kinds: ReadonlySet<ContentDigestKind>; hashFile: boolean },
): Promise<ApkMeasurement> {
  const file = hashFile ? createHash("sha256") : null;
  const hashes = (["sha256", "sha512"] as const).filter((hash) => kinds.has(`chunked-${hash}`));
  const chunked = hashes.map((hash) => new ChunkedDigest(hash));
  const verity = kinds.has("verity-sha256") ? new VerityDigest() : null;
  for await (const { framed, section } of readPieces(source, sections)) {
    const covered = section === "endRecord" ? withDirectoryAt(framed, sections.signingBlock) : framed;
    const isCovered = section !== "signingBlock";
    // The chunk digests run on other threads while this one hashes the file.
    const adding = isCovered ? chunked.map((digest) => digest.add(covered)) : [];
    if (isCovered) verity?.update(covered.subarray(CHUNK_PREFIX_BYTES));
    file?.update(framed.subarray(CHUNK_PREFIX_BYTES));
    await Promise.all(adding);
  }
  const contentDigests = new Map<ContentDigestKind, Buffer>();
  for (const digest of chunked) contentDigests.set(`chunked-${digest.hash}`, await digest.digest());
  if (verity !== null) contentDigests.set("verity-sha256", verity.digest());
  return { contentDigests, fileSha256: file?.digest("hex") ?? null };
}

function withDirectoryAt(framed: Buffer, offset: number): Buffer {
  const patched = Buffer.from(framed);
  patched.writeUInt32LE(offset, CHUNK_PREFIX_BYTES + END_RECORD_DIRECTORY_OFFSET);
  return patched;
}
