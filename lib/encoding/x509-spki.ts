import { BoundedView } from "./bounded-view";
import { DecodeError } from "./decode-error";

const TAG_INTEGER = 0x02;
const TAG_SEQUENCE = 0x30;
const TAG_VERSION = 0xa0;

export class CertificateError extends DecodeError<"certificate-malformed"> {}

function malformed(problem: string): CertificateError {
  return new CertificateError("certificate-malformed", `The signing certificate can't be read: ${problem}.`);
}

/**
 * The SubjectPublicKeyInfo of an X.509 certificate (RFC 5280 section 4.1), byte for byte as it stands there. Nothing
 * else is judged: Android accepts signing certificates that are no strict DER and that X.509 libraries refuse.
 * Throws a CertificateError.
 */
export function spkiOfCertificate(certificate: Buffer): Buffer {
  const view = new BoundedView(certificate, malformed);
  const tbs = element(view, element(view, 0, TAG_SEQUENCE).contentAt, TAG_SEQUENCE);
  let at = tbs.contentAt;
  if (view.u8(at) === TAG_VERSION) at = element(view, at, TAG_VERSION).end;
  at = element(view, at, TAG_INTEGER).end;
  // signature, issuer, validity, subject
  for (let skipped = 0; skipped < 4; skipped++) at = element(view, at, TAG_SEQUENCE).end;
  const spki = element(view, at, TAG_SEQUENCE);
  return view.slice(at, spki.end - at);
}

function element(view: BoundedView, at: number, tag: number): { contentAt: number; end: number } {
  if (view.u8(at) !== tag) throw malformed("a field is not where RFC 5280 puts it");
  const first = view.u8(at + 1);
  if (first < 0x80) return { contentAt: at + 2, end: at + 2 + first };
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 4) throw malformed("a length in it is not definite");
  const length = view.bytes.readUIntBE(at + 2, view.slice(at + 2, lengthBytes).length);
  return { contentAt: at + 2 + lengthBytes, end: at + 2 + lengthBytes + length };
}
