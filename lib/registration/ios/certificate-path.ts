import type { X509Certificate } from "node:crypto";
import { RejectedPackageError } from "../rejection";
import { isCertificateSignedBy, parseCertificate } from "../signing-certificate";

const PATH_LENGTH_MAX = 6;

/**
 * Follows a certificate to one of the anchors through the certificates that came with it (RFC 5280 section 6.1, reduced
 * to names, signatures, validity and CA flags). Every certificate must be valid at `at`; an anchor counts by its key.
 * Throws a RejectedPackageError.
 */
export function verifyCertificatePath(
  leaf: Buffer,
  { others, anchors, at }: { others: readonly Buffer[]; anchors: readonly X509Certificate[]; at: Date },
): void {
  const candidates = others.map(parseCertificate);
  let current = parseCertificate(leaf);
  for (let length = 0; length < PATH_LENGTH_MAX; length++) {
    assertValidAt(current, at);
    if (anchors.some((anchor) => isIssuedBy(current, anchor) || anchor.publicKey.equals(current.publicKey))) return;
    const issuer = candidates.find((candidate) => candidate.ca && isIssuedBy(current, candidate));
    if (issuer === undefined) break;
    current = issuer;
  }
  throw new RejectedPackageError("certificate-untrusted", "The signing certificate does not lead to Apple's root.");
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && isCertificateSignedBy(certificate, issuer.publicKey);
}

function assertValidAt(certificate: X509Certificate, at: Date): void {
  if (at < new Date(certificate.validFrom) || at > new Date(certificate.validTo)) {
    throw new RejectedPackageError(
      "certificate-expired",
      "A signing certificate was not valid when the app was signed.",
    );
  }
}
