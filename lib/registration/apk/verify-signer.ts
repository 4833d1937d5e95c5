import type { KeyObject } from "node:crypto";
import { RejectedPackageError } from "../rejection";
import { certificateFields, certificateSha256, importPublicKey } from "../signing-certificate";
import { type LineageNode, verifyLineage } from "./lineage";
import { isSignedBy, type SignatureAlgorithm, signatureAlgorithm } from "./signature-algorithm";
import { decodeSignedData, type SdkRange, type SignedData, type SignerRecord } from "./signer";
import type { BlockScheme } from "./signing-block";

const PROOF_OF_ROTATION = 0x3ba06f8c;

/** A signer whose own word is verified: its signatures hold and its key is its certificate's. Contents come later. */
export interface VerifiedSigner {
  readonly scheme: BlockScheme;
  /** SHA-256 of the signing certificate as stored, lower-case hex. */
  readonly certificateSha256: string;
  readonly sdkRange: SdkRange | null;
  readonly digests: readonly ExpectedDigest[];
  readonly attributes: ReadonlyMap<number, Buffer>;
  /** Oldest first, the signer itself last; null when its key was never rotated. */
  readonly lineage: readonly LineageNode[] | null;
}

/** A content digest that the signer vouches for, in an algorithm we know. */
export interface ExpectedDigest {
  readonly algorithm: SignatureAlgorithm;
  readonly value: Buffer;
}

/**
 * Verifies one signer record by the platform's steps, each known signature and not only the strongest.
 * Throws a RejectedPackageError that names the step.
 */
export function verifySigner(scheme: BlockScheme, record: SignerRecord): VerifiedSigner {
  const key = importPublicKey(record.publicKey);
  verifySignatures(scheme, record, key);
  const signed = decodeSignedData(scheme, record.signedData);
  assertSameAlgorithms(scheme, record, signed);
  const certificate = assertCertificateOfKey(scheme, record, signed, key);
  assertSdkRange(scheme, record, signed);
  const lineage = signed.attributes.get(PROOF_OF_ROTATION);
  return {
    scheme,
    certificateSha256: certificateSha256(certificate),
    sdkRange: signed.sdkRange,
    digests: knownDigests(signed),
    attributes: signed.attributes,
    lineage: scheme === "v2" || lineage === undefined ? null : verifyLineage(lineage, certificate),
  };
}

function verifySignatures(scheme: BlockScheme, record: SignerRecord, key: KeyObject): void {
  if (record.signatures.length === 0) {
    throw new RejectedPackageError("no-signatures", `A ${scheme} signer has no signature.`);
  }
  let known = 0;
  for (const { algorithmId, value } of record.signatures) {
    const algorithm = signatureAlgorithm(algorithmId);
    if (algorithm === undefined) continue;
    known++;
    if (!isSignedBy(key, { algorithm, data: record.signedData, signature: value })) {
      const message = `The ${scheme} signature (${algorithm.name}) does not verify; the package was changed after signing.`;
      throw new RejectedPackageError("signature-invalid", message);
    }
  }
  if (known === 0) {
    throw new RejectedPackageError("no-supported-algorithm", `No ${scheme} signature uses an algorithm we know.`);
  }
}

function assertSameAlgorithms(scheme: BlockScheme, record: SignerRecord, signed: SignedData): void {
  const signatures = record.signatures.map(({ algorithmId }) => algorithmId).join();
  if (signatures !== signed.digests.map(({ algorithmId }) => algorithmId).join()) {
    const message = `The ${scheme} signer's signatures and digests name different algorithms.`;
    throw new RejectedPackageError("algorithms-mismatch", message);
  }
}

function assertCertificateOfKey(scheme: BlockScheme, record: SignerRecord, signed: SignedData, key: KeyObject): Buffer {
  const [certificate] = signed.certificates;
  if (certificate === undefined) {
    throw new RejectedPackageError("no-certificates", `A ${scheme} signer carries no certificate.`);
  }
  const spki = certificateFields(certificate).spki;
  if (!spki.equals(record.publicKey) && !importPublicKey(spki).equals(key)) {
    const message = `The ${scheme} signer's certificate is for another key than the one that signed.`;
    throw new RejectedPackageError("certificate-key-mismatch", message);
  }
  return certificate;
}

function assertSdkRange(scheme: BlockScheme, record: SignerRecord, signed: SignedData): void {
  const { sdkRange: outer } = record;
  const { sdkRange: inner } = signed;
  if (outer === null || inner === null) return;
  if (outer.min !== inner.min || outer.max !== inner.max || inner.min > inner.max) {
    const message = `The ${scheme} signer's Android versions are contradictory or were changed after signing.`;
    throw new RejectedPackageError("sdk-range-invalid", message);
  }
}

function knownDigests(signed: SignedData): ExpectedDigest[] {
  return signed.digests.flatMap(({ algorithmId, value }) => {
    const algorithm = signatureAlgorithm(algorithmId);
    return algorithm === undefined ? [] : [{ algorithm, value }];
  });
}
