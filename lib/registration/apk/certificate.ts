import { createHash } from "node:crypto";
import { CertificateError, spkiOfCertificate } from "../../encoding/x509-spki";
import { RejectedPackageError } from "../rejection";

/** The certificate's SubjectPublicKeyInfo, DER. Throws a RejectedPackageError `certificate-malformed`. */
export function certificateSpki(certificate: Buffer): Buffer {
  try {
    return spkiOfCertificate(certificate);
  } catch (cause) {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new RejectedPackageError(cause.code, cause.message, { cause });
  }
}

/** SHA-256 of the certificate exactly as stored, lower-case hex: what Android calls the signing digest. */
export function certificateSha256(certificate: Buffer): string {
  return createHash("sha256").update(certificate).digest("hex");
}
