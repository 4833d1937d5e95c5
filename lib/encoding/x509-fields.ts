import { type BerElement, childrenOf, decodeBer, malformed, octetsOf, oidOf, TAG } from "./ber";

const SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

/** Fields of an X.509 certificate (RFC 5280 section 4.1) byte for byte as they stand there. */
export interface X509Fields {
  /** The INTEGER's content. */
  readonly serialNumber: Buffer;
  /** Name, with its tag. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** SubjectPublicKeyInfo, with its tag. */
  readonly spki: Buffer;
  /** The extensions as they stand there, for {@link extensionsOf}. */
  readonly extensions: BerElement | null;
}

/**
 * Reads a certificate's fields and judges nothing: Android accepts signing certificates that are no strict DER and that
 * X.509 libraries refuse. Throws a BerError.
 */
export function decodeX509Fields(certificate: Buffer): X509Fields {
  const [toBeSigned] = childrenOf(sequence(decodeBer(certificate)));
  const fields = toBeSigned === undefined ? [] : childrenOf(sequence(toBeSigned));
  const withoutVersion = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  const [serialNumber, algorithm, issuer, validity, subject, spki, ...optional] = withoutVersion;
  if (serialNumber?.tag !== TAG.integer || algorithm === undefined || validity === undefined) throw incomplete();
  if (issuer === undefined || subject === undefined || spki === undefined) throw incomplete();
  return {
    serialNumber: serialNumber.content,
    issuer: sequence(issuer).raw,
    subject: sequence(subject).raw,
    spki: sequence(spki).raw,
    extensions: optional.find(({ tag }) => tag === 0xa3) ?? null,
  };
}

/** Extension values by object identifier. Throws a BerError. */
export function extensionsOf(fields: X509Fields): Map<string, Buffer> {
  const [list] = fields.extensions === null ? [] : childrenOf(fields.extensions);
  const extensions = new Map<string, Buffer>();
  for (const extension of list === undefined ? [] : childrenOf(list)) {
    const parts = childrenOf(extension);
    const [oid] = parts;
    const value = parts.at(-1);
    if (oid !== undefined && value !== undefined) extensions.set(oidOf(oid), octetsOf(value));
  }
  return extensions;
}

/** The subject key identifier (RFC 5280 section 4.2.1.2), or null. */
export function subjectKeyIdOf(fields: X509Fields): Buffer | null {
  const value = extensionsOf(fields).get(SUBJECT_KEY_IDENTIFIER);
  return value === undefined ? null : decodeBer(value).content;
}

/** The values of one attribute type in a Name, e.g. 2.5.4.11 for organizational units. */
export function nameAttributes(name: Buffer, type: string): string[] {
  return childrenOf(decodeBer(name)).flatMap((set) =>
    childrenOf(set).flatMap((attribute) => {
      const [oid, value] = childrenOf(attribute);
      return oid !== undefined && value !== undefined && oidOf(oid) === type ? [value.content.toString("utf8")] : [];
    }),
  );
}

function sequence(element: BerElement): BerElement {
  if (element.tag !== TAG.sequence) throw incomplete();
  return element;
}

function incomplete(): Error {
  return malformed("a certificate is not built as RFC 5280 says");
}
