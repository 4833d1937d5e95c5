import type { ByteSource } from "../../encoding/byte-source";
import type { ZipArchive } from "../../encoding/zip/archive";
import type { Findings } from "../findings";
import { type ApkMeasurement, measureApk } from "./content-digest";
import type { ContentDigestKind } from "./signature-algorithm";
import type { SigningBlock } from "./signing-block";
import type { ApkSignatures } from "./verify-signatures";
import type { VerifiedSigner } from "./verify-signer";
import { assertVerityAligned } from "./verity-digest";

const STRONGEST_FIRST = ["chunked-sha512", "chunked-sha256", "verity-sha256"] as const;

interface Contents {
  readonly archive: ZipArchive;
  readonly block: SigningBlock | null;
  readonly signatures: ApkSignatures | null;
  readonly findings: Findings;
}

/**
 * Measures the file in one pass and compares each content digest that any signer vouches for; differences go to the
 * findings. SHA-256 of the file is taken as it is where the caller knows it, else computed where it is asked for.
 */
export async function verifyContents(
  source: ByteSource,
  { archive, block, signatures, findings }: Contents,
  { fileSha256, hashFile = false }: { readonly fileSha256?: string; readonly hashFile?: boolean },
): Promise<ApkMeasurement> {
  const signers = signatures === null ? [] : Object.values(signatures.signers).flat();
  const kinds = new Set(signers.flatMap(({ digests }) => digests.map(({ algorithm }) => algorithm.contentDigest)));
  const start = block?.start ?? archive.end.directoryOffset;
  if (kinds.has("verity-sha256")) await findings.attempt(() => assertVerityAligned(start));
  const sections = {
    signingBlock: start,
    centralDirectory: archive.end.directoryOffset,
    endRecord: archive.end.offset,
  };
  const measured = await measureApk(source, sections, { kinds, hashFile: hashFile && fileSha256 === undefined });
  for (const signer of signers) compare(signer, measured.contentDigests, findings);
  return { ...measured, fileSha256: fileSha256 ?? measured.fileSha256 };
}

function compare(signer: VerifiedSigner, computed: ReadonlyMap<ContentDigestKind, Buffer>, findings: Findings): void {
  for (const { algorithm, value } of signer.digests) {
    if (computed.get(algorithm.contentDigest)?.equals(value) === true) continue;
    const message = `The package's contents are not what the ${signer.scheme} signature covers; it was changed after signing.`;
    findings.add({ code: "digest-mismatch", message });
  }
}

/** The strongest content digest that was needed, lower-case hex; null when no signer vouched for any. */
export function strongestDigest({ contentDigests }: ApkMeasurement): string | null {
  const kind = STRONGEST_FIRST.find((candidate) => contentDigests.has(candidate));
  return kind === undefined ? null : (contentDigests.get(kind)?.toString("hex") ?? null);
}
