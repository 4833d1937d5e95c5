import { constants, createHash, type KeyObject, verify } from "node:crypto";
import { type BerElement, childrenOf, oidOf, TAG } from "../../encoding/ber";

export type HashName = "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512";

/** RFC 3370, RFC 5754. */
const HASHES: Readonly<Record<string, HashName>> = {
  "1.2.840.113549.2.5": "md5",
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.4": "sha224",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

type KeyType = "rsa" | "ec" | "dsa";

/** Signature algorithms (RFC 3370, 4056, 5754, 5758); a null hash means that of the digest algorithm. */
const SIGNATURES: Readonly<Record<string, readonly [KeyType, HashName | null]>> = {
  "1.2.840.113549.1.1.1": ["rsa", null],
  "1.2.840.113549.1.1.5": ["rsa", "sha1"],
  "1.2.840.113549.1.1.14": ["rsa", "sha224"],
  "1.2.840.113549.1.1.11": ["rsa", "sha256"],
  "1.2.840.113549.1.1.12": ["rsa", "sha384"],
  "1.2.840.113549.1.1.13": ["rsa", "sha512"],
  "1.2.840.10045.2.1": ["ec", null],
  "1.2.840.10045.4.1": ["ec", "sha1"],
  "1.2.840.10045.4.3.1": ["ec", "sha224"],
  "1.2.840.10045.4.3.2": ["ec", "sha256"],
  "1.2.840.10045.4.3.3": ["ec", "sha384"],
  "1.2.840.10045.4.3.4": ["ec", "sha512"],
  "1.2.840.10040.4.1": ["dsa", null],
  "1.2.840.10040.4.3": ["dsa", "sha1"],
  "2.16.840.1.101.3.4.3.1": ["dsa", "sha224"],
  "2.16.840.1.101.3.4.3.2": ["dsa", "sha256"],
};
const RSASSA_PSS = "1.2.840.113549.1.1.10";

export function hashName(oid: string): HashName | undefined {
  return Object.hasOwn(HASHES, oid) ? HASHES[oid] : undefined;
}

export function hash(name: HashName, bytes: Buffer): Buffer {
  return createHash(name).update(bytes).digest();
}

export interface CmsSignature {
  readonly key: KeyObject;
  /** The AlgorithmIdentifier. */
  readonly algorithm: BerElement;
  readonly digest: HashName;
  readonly data: Buffer;
  readonly signature: Buffer;
}

/** Whether the signature holds; false too for algorithms that are unknown or don't fit the key. */
export function verifyCmsSignature({ key, algorithm, digest, data, signature }: CmsSignature): boolean {
  const [identifier, parameters] = childrenOf(algorithm);
  if (identifier === undefined) return false;
  const oid = oidOf(identifier);
  try {
    if (oid === RSASSA_PSS) return verifyPss({ key, data, signature }, parameters);
    const [keyType, hashOfAlgorithm] = (Object.hasOwn(SIGNATURES, oid) ? SIGNATURES[oid] : undefined) ?? [];
    return key.asymmetricKeyType === keyType && verify(hashOfAlgorithm ?? digest, data, key, signature);
  } catch {
    // OpenSSL throws instead of answering false for some malformed signatures.
    return false;
  }
}

/** RFC 4055 section 3.1: SHA-1 and a salt of 20 bytes unless the parameters say otherwise. */
function verifyPss(
  { key, data, signature }: { key: KeyObject; data: Buffer; signature: Buffer },
  parameters: BerElement | undefined,
): boolean {
  let digest: HashName = "sha1";
  let saltLength = 20;
  for (const field of parameters === undefined ? [] : childrenOf(parameters)) {
    const [value] = childrenOf(field);
    if (field.tag === 0xa0 && value !== undefined) digest = hashName(oidOf(firstChild(value))) ?? digest;
    if (field.tag === 0xa2 && value?.tag === TAG.integer) saltLength = value.content.readUIntBE(0, 1);
  }
  return verify(digest, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature);
}

function firstChild(element: BerElement): BerElement {
  return childrenOf(element)[0] ?? element;
}
