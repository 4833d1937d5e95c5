import { createHash, sign } from "node:crypto";
import { decodeX509Fields } from "../x509-fields";
import { der, explicit, integer, nothing, octetString, oid, sequence, set, time } from "./der-writer";
import type { MintedIdentity } from "./mint-certificate";

const HASH_OID = {
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
} as const;
const KEY_OID: Readonly<Record<string, string>> = {
  rsa: "1.2.840.113549.1.1.1",
  ec: "1.2.840.10045.2.1",
  dsa: "1.2.840.10040.4.1",
};
const DATA = "1.2.840.113549.1.7.1";

export interface SignCmsOptions {
  readonly signer: MintedIdentity;
  readonly content: Buffer;
  /** Leaves the content out, as JAR and iOS code signatures do. Default true. */
  readonly isDetached?: boolean;
  readonly hash?: keyof typeof HASH_OID;
  /** Further certificates, such as intermediate and root. */
  readonly certificates?: readonly Buffer[];
  /** Without a time there are no signed attributes, and the content itself is signed. */
  readonly signingTime?: Date;
  /** Further signed attributes: type and values. */
  readonly attributes?: readonly { readonly type: string; readonly values: readonly Buffer[] }[];
}

/** Writes a CMS signature (RFC 5652 section 5) with one signer. */
export function signCms(options: SignCmsOptions): Buffer {
  const { signer, content, isDetached = true, hash = "sha256", certificates = [] } = options;
  const { issuer, serialNumber } = decodeX509Fields(signer.certificate);
  const attributes = options.signingTime === undefined ? null : signedAttributes(options, options.signingTime, hash);
  const signed = attributes === null ? content : der(0x31, ...attributes);
  const digestAlgorithm = sequence(oid(HASH_OID[hash]), nothing());
  const signerInfo = sequence(
    integer(1),
    sequence(issuer, der(0x02, serialNumber)),
    digestAlgorithm,
    ...(attributes === null ? [] : [der(0xa0, ...attributes)]),
    sequence(oid(KEY_OID[signer.privateKey.asymmetricKeyType ?? ""] ?? ""), nothing()),
    octetString(sign(hash, signed, signer.privateKey)),
  );
  const signedData = sequence(
    integer(1),
    set(digestAlgorithm),
    sequence(oid(DATA), ...(isDetached ? [] : [explicit(0, octetString(content))])),
    der(0xa0, signer.certificate, ...certificates),
    set(signerInfo),
  );
  return sequence(oid("1.2.840.113549.1.7.2"), explicit(0, signedData));
}

function signedAttributes(
  { content, attributes = [] }: SignCmsOptions,
  signingTime: Date,
  hash: keyof typeof HASH_OID,
): Buffer[] {
  const attribute = (type: string, values: readonly Buffer[]) => sequence(oid(type), set(...values));
  const all = [
    attribute("1.2.840.113549.1.9.3", [oid(DATA)]),
    attribute("1.2.840.113549.1.9.5", [time(signingTime)]),
    attribute("1.2.840.113549.1.9.4", [octetString(createHash(hash).update(content).digest())]),
    ...attributes.map(({ type, values }) => attribute(type, values)),
  ];
  // A SET OF is written in the order of its encodings (X.690 section 11.6).
  return all.sort(Buffer.compare);
}
