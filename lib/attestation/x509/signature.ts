/** Signatures of certificates (RFC 5280 section 4.1.1.3), over node:crypto. */

import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Certificate, X509Key } from "../../encoding/x509";

const DIGESTS: Readonly<Record<string, { family: "ec" | "rsa"; digest: string }>> = {
  "1.2.840.10045.4.3.2": { family: "ec", digest: "sha256" },
  "1.2.840.10045.4.3.3": { family: "ec", digest: "sha384" },
  "1.2.840.10045.4.3.4": { family: "ec", digest: "sha512" },
  "1.2.840.113549.1.1.11": { family: "rsa", digest: "sha256" },
  "1.2.840.113549.1.1.12": { family: "rsa", digest: "sha384" },
  "1.2.840.113549.1.1.13": { family: "rsa", digest: "sha512" },
};

/** Below the minimum a key is too weak, above the maxima verifying takes an attacker's choice of time. */
const RSA = { bitsMin: 2048, bitsMax: 8192, exponentBitsMax: 33 } as const;

/** Whether a certificate's signature algorithm is SHA-256 or better and made by a key of its issuer's family. */
export function isStrongSignature(certificate: Certificate, issuer: X509Key): boolean {
  const algorithm = DIGESTS[certificate.signatureOid];
  return algorithm !== undefined && algorithm.family === issuer.kind && isStrongKey(issuer);
}

/** RSA from 2048 bits, P-256, P-384. */
function isStrongKey(key: X509Key): boolean {
  return key.kind === "ec" || (key.kind === "rsa" && key.bits >= RSA.bitsMin);
}

function isAffordable(key: X509Key): boolean {
  return key.kind !== "rsa" || (key.bits <= RSA.bitsMax && key.exponentBits <= RSA.exponentBitsMax);
}

/** Whether the issuer's key made the certificate's signature. Unknown algorithms and unreadable keys did not. */
export function verifySignature(certificate: Certificate, issuer: KeyObject): boolean {
  const algorithm = DIGESTS[certificate.signatureOid];
  if (algorithm === undefined || algorithm.family !== issuer.asymmetricKeyType) return false;
  return verify(algorithm.digest, certificate.tbs, issuer, certificate.signature);
}

/** The certificate's key for node:crypto, or null where it can't or should not read it (Node 20 knows no ML-DSA). */
export function importKey(certificate: Certificate): KeyObject | null {
  if (certificate.key.kind === "unsupported" || !isAffordable(certificate.key)) return null;
  try {
    return createPublicKey({ key: Buffer.from(certificate.spki), format: "der", type: "spki" });
  } catch {
    // A point off the curve or a modulus of zero: the key is the sender's mistake, not ours.
    return null;
  }
}
