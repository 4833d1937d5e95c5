import type { KeyObject } from "node:crypto";
import { RejectedPackageError } from "../rejection";
import { certificateKey, certificateSha256 } from "../signing-certificate";
import { LengthPrefixedReader } from "./length-prefixed";
import { isSignedBy, signatureAlgorithm } from "./signature-algorithm";

const VERSION = 1;
const NODES_MAX = 64;

/** What a newer certificate grants to this older one (AOSP SigningCertificateLineage.SignerCapabilities). */
export const LINEAGE_CAPABILITIES = {
  "installed-data": 1,
  "shared-user-id": 2,
  permission: 4,
  rollback: 8,
  auth: 16,
} as const;

export interface LineageNode {
  /** SHA-256 of the certificate as stored, lower-case hex. */
  readonly sha256: string;
  /** Sum of {@link LINEAGE_CAPABILITIES}. */
  readonly flags: number;
}

interface DecodedNode {
  readonly signedData: Buffer;
  readonly certificate: Buffer;
  readonly parentAlgorithmId: number;
  readonly flags: number;
  readonly algorithmId: number;
  readonly signature: Buffer;
}

/**
 * Verifies a proof of rotation (APK Signature Scheme v3, "Proof-of-rotation"): each certificate is signed by the one
 * before it, none comes twice, and the last is `signerCertificate`. Oldest first.
 * Throws a RejectedPackageError.
 */
export function verifyLineage(attribute: Buffer, signerCertificate: Buffer): LineageNode[] {
  const nodes = decodeNodes(attribute);
  const seen = new Set<string>();
  let parent: { key: KeyObject; algorithmId: number } | undefined;
  const lineage = nodes.map((node): LineageNode => {
    if (parent !== undefined) verifyNode(node, parent);
    const sha256 = certificateSha256(node.certificate);
    if (seen.has(sha256)) throw invalid("a certificate comes twice in it");
    seen.add(sha256);
    parent = { key: certificateKey(node.certificate), algorithmId: node.algorithmId };
    return { sha256, flags: node.flags };
  });
  if (nodes.at(-1)?.certificate.equals(signerCertificate) !== true) {
    const message = "The key rotation history does not end with the certificate that signed the package.";
    throw new RejectedPackageError("lineage-mismatch", message);
  }
  return lineage;
}

function decodeNodes(attribute: Buffer): DecodedNode[] {
  const reader = new LengthPrefixedReader(attribute);
  if (reader.u32() !== VERSION) throw malformed("its version is unknown");
  const nodes: DecodedNode[] = [];
  while (reader.hasMore) {
    if (nodes.length === NODES_MAX) throw malformed(`it has more than ${NODES_MAX} certificates`);
    const node = new LengthPrefixedReader(reader.bytes());
    const signedData = node.bytes();
    const signed = new LengthPrefixedReader(signedData);
    nodes.push({
      signedData,
      certificate: signed.bytes(),
      parentAlgorithmId: signed.u32(),
      flags: node.u32(),
      algorithmId: node.u32(),
      signature: node.bytes(),
    });
  }
  return nodes;
}

function verifyNode(node: DecodedNode, parent: { key: KeyObject; algorithmId: number }): void {
  const algorithm = signatureAlgorithm(parent.algorithmId);
  if (algorithm === undefined || node.parentAlgorithmId !== parent.algorithmId) {
    throw invalid("its certificates disagree about the signature algorithm");
  }
  if (!isSignedBy(parent.key, { algorithm, data: node.signedData, signature: node.signature })) {
    throw invalid("a certificate in it is not signed by the one before");
  }
}

function malformed(problem: string): RejectedPackageError {
  return new RejectedPackageError("lineage-malformed", `The key rotation history is damaged: ${problem}.`);
}

function invalid(problem: string): RejectedPackageError {
  return new RejectedPackageError("lineage-invalid", `The key rotation history does not verify: ${problem}.`);
}
