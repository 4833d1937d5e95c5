import { createHash, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { BerError } from "../encoding/ber";
import { decodeX509Fields, type X509Fields } from "../encoding/x509-fields";
import { RejectedPackageError } from "./rejection";

/** A signing certificate's fields. Throws a RejectedPackageError `certificate-malformed`. */
export function certificateFields(certificate: Buffer): X509Fields {
  try {
    return decodeX509Fields(certificate);
  } catch (cause) {
    if (!(cause instanceof BerError)) throw cause;
    throw new RejectedPackageError("certificate-malformed", "A signing certificate can't be read.", { cause });
  }
}

/** SHA-256 of the certificate exactly as stored, lower-case hex: what Android calls the signing digest. */
export function certificateSha256(certificate: Buffer): string {
  return createHash("sha256").update(certificate).digest("hex");
}

/** Throws a RejectedPackageError `public-key-malformed` for bytes that are no SubjectPublicKeyInfo we can use. */
export function importPublicKey(spki: Buffer): KeyObject {
  try {
    return createPublicKey({ key: spki, format: "der", type: "spki" });
  } catch (cause) {
    throw new RejectedPackageError("public-key-malformed", "A signer's public key can't be read.", { cause });
  }
}

/** Whether `key` signed the certificate. False too where OpenSSL can't tell. */
export function isCertificateSignedBy(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.verify(key);
  } catch {
    return false;
  }
}

/** The public key of a certificate. */
export function certificateKey(certificate: Buffer): KeyObject {
  return importPublicKey(certificateFields(certificate).spki);
}

/** The certificate for checks of its own signature and validity. Throws a RejectedPackageError `certificate-malformed`. */
export function parseCertificate(certificate: Buffer): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch (cause) {
    throw new RejectedPackageError("certificate-malformed", "A signing certificate can't be read.", { cause });
  }
}
