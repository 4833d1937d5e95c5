import { type BerElement, childrenOf, decodeBer, malformed, octetsOf, oidOf, TAG } from "../../encoding/ber";

const SIGNED_DATA = "1.2.840.113549.1.7.2";
/** Each signer is looked for among the certificates. */
const PARTS_MAX = 64;

/** CMS SignedData (RFC 5652 section 5), decoded and not yet verified. */
export interface SignedData {
  /** The signed content, or null when it is kept outside. */
  readonly content: Buffer | null;
  /** X.509 certificates, DER as stored. */
  readonly certificates: readonly Buffer[];
  readonly signers: readonly SignerInfo[];
}

export interface SignerInfo {
  /** Names the certificate: issuer with serial number, or a subject key identifier. */
  readonly sid: BerElement;
  readonly digestAlgorithm: string;
  /** The attributes as they are signed, with the tag of a SET (RFC 5652 section 5.4); null when there are none. */
  readonly signedAttributes: Buffer | null;
  readonly attributes: ReadonlyMap<string, readonly BerElement[]>;
  readonly signatureAlgorithm: BerElement;
  readonly signature: Buffer;
}

/** Throws a BerError. */
export function decodeSignedData(bytes: Buffer): SignedData {
  const [contentType, wrapped] = childrenOf(decodeBer(bytes));
  if (contentType === undefined || wrapped === undefined || oidOf(contentType) !== SIGNED_DATA) {
    throw malformed("it is no signed data");
  }
  const [signedData] = childrenOf(wrapped);
  const [, , encapsulated, ...rest] = signedData === undefined ? [] : childrenOf(signedData);
  const signers = rest.at(-1);
  if (encapsulated === undefined || signers?.tag !== TAG.set) throw malformed("its signers are missing");
  const certificates = rest.find(({ tag }) => tag === 0xa0);
  const counts = [signers, certificates].map((set) => (set === undefined ? 0 : childrenOf(set).length));
  if (counts.some((count) => count > PARTS_MAX)) throw malformed("it has absurdly many signers or certificates");
  return {
    content: contentOf(encapsulated),
    certificates: (certificates === undefined ? [] : childrenOf(certificates))
      .filter(({ tag }) => tag === TAG.sequence)
      .map(({ raw }) => raw),
    signers: childrenOf(signers).map(decodeSignerInfo),
  };
}

function contentOf(encapsulated: BerElement): Buffer | null {
  const [, explicit] = childrenOf(encapsulated);
  const [octets] = explicit === undefined ? [] : childrenOf(explicit);
  return octets === undefined ? null : octetsOf(octets);
}

function decodeSignerInfo(signer: BerElement): SignerInfo {
  const [, sid, digest, ...rest] = childrenOf(signer);
  const attributes = rest[0]?.tag === 0xa0 ? rest[0] : undefined;
  const [signatureAlgorithm, signature] = attributes === undefined ? rest : rest.slice(1);
  const [digestOid] = digest === undefined ? [] : childrenOf(digest);
  if (sid === undefined || digestOid === undefined || signatureAlgorithm === undefined || signature === undefined) {
    throw malformed("a signer in it is incomplete");
  }
  return {
    sid,
    digestAlgorithm: oidOf(digestOid),
    signedAttributes: attributes === undefined ? null : asSet(attributes),
    attributes: readAttributes(attributes),
    signatureAlgorithm,
    signature: octetsOf(signature),
  };
}

/** What is signed is the DER of the attributes, so an indefinite length would need encoding again. */
function asSet(attributes: BerElement): Buffer {
  if (attributes.isIndefinite) throw malformed("its signed attributes have no definite length");
  const set = Buffer.from(attributes.raw);
  set.writeUInt8(TAG.set, 0);
  return set;
}

function readAttributes(attributes: BerElement | undefined): Map<string, BerElement[]> {
  const byType = new Map<string, BerElement[]>();
  for (const attribute of attributes === undefined ? [] : childrenOf(attributes)) {
    const [type, values] = childrenOf(attribute);
    if (type === undefined || values === undefined) throw malformed("an attribute in it is incomplete");
    const oid = oidOf(type);
    if (byType.has(oid)) throw malformed("an attribute in it comes twice");
    byType.set(oid, childrenOf(values));
  }
  return byType;
}
