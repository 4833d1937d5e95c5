import { constants, createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import type { MintedIdentity } from "../../encoding/testing/mint-certificate";
import { u32 } from "../../encoding/testing/write-axml";

export const SCHEME_IDS = { v2: 0x7109871a, v3: 0xf05368c0, "v3.1": 0x1b93ad61 } as const;
export const ATTRIBUTE_IDS = {
  strippingProtection: 0xbeeff00d,
  rotationMinSdk: 0x559f8b02,
  proofOfRotation: 0x3ba06f8c,
} as const;
export const SDK_MAX = 0x7fffffff;

/** Everything a signer record says. Tests change single fields to build records that no signing tool would write. */
export interface SignerFields {
  readonly identity: MintedIdentity;
  readonly algorithmIds: readonly number[];
  /** Content digest for each algorithm, in the same order. */
  readonly digests: readonly { readonly algorithmId: number; readonly value: Buffer }[];
  readonly certificates: readonly Buffer[];
  /** API levels as signed; null for v2. */
  readonly sdkRange: { readonly min: number; readonly max: number } | null;
  /** API levels outside of the signed data, where they differ. */
  readonly outerSdkRange?: { readonly min: number; readonly max: number };
  readonly attributes: readonly { readonly id: number; readonly value: Buffer }[];
  readonly publicKey?: Buffer;
}

/** Signs and writes one signer record (APK Signature Scheme v2 and v3, "Format"). */
export function signerRecord(fields: SignerFields): Buffer {
  const sdk = (range: { min: number; max: number } | null) => (range === null ? [] : [u32(range.min), u32(range.max)]);
  const signedData = Buffer.concat([
    lengthPrefixedAll(fields.digests.map(({ algorithmId, value }) => [u32(algorithmId), lengthPrefixed(value)])),
    lengthPrefixedAll(fields.certificates.map((certificate) => [certificate])),
    ...sdk(fields.sdkRange),
    lengthPrefixedAll(fields.attributes.map(({ id, value }) => [u32(id), value])),
  ]);
  const signatures = fields.algorithmIds.map((id) => [
    u32(id),
    lengthPrefixed(signWith(id, fields.identity.privateKey, signedData)),
  ]);
  return Buffer.concat([
    lengthPrefixed(signedData),
    ...sdk(fields.outerSdkRange ?? fields.sdkRange),
    lengthPrefixedAll(signatures),
    lengthPrefixed(fields.publicKey ?? spkiOf(fields.identity.privateKey)),
  ]);
}

/** The value of a scheme's pair: its signers. */
export function schemeValue(records: readonly Buffer[]): Buffer {
  return lengthPrefixedAll(records.map((record) => [record]));
}

/** The APK signing block of these pairs, in this order. */
export function signingBlock(pairs: readonly { readonly id: number; readonly value: Buffer }[]): Buffer {
  const body = Buffer.concat(pairs.map(({ id, value }) => Buffer.concat([u64(value.length + 4), u32(id), value])));
  const size = u64(body.length + 24);
  return Buffer.concat([size, body, size, Buffer.from("APK Sig Block 42")]);
}

/** A proof of rotation over these identities, oldest first (APK Signature Scheme v3). */
export function proofOfRotation(identities: readonly MintedIdentity[], flags = 0x17): Buffer {
  const nodes = identities.map(({ privateKey, certificate }, index) => {
    const parent = identities[index - 1];
    const parentAlgorithm = parent === undefined ? 0 : defaultAlgorithm(parent.privateKey);
    const signedData = Buffer.concat([lengthPrefixed(certificate), u32(parentAlgorithm)]);
    const signature = parent === undefined ? Buffer.alloc(0) : signWith(parentAlgorithm, parent.privateKey, signedData);
    const algorithm = defaultAlgorithm(privateKey);
    return lengthPrefixed(
      Buffer.concat([lengthPrefixed(signedData), u32(flags), u32(algorithm), lengthPrefixed(signature)]),
    );
  });
  return Buffer.concat([u32(1), ...nodes]);
}

/** The chunked SHA-256 content digest (APK Signature Scheme v2), each section in chunks of 1 MiB. */
export function contentDigest(sections: readonly Buffer[]): Buffer {
  const mib = 1024 * 1024;
  const chunks = sections.flatMap((section) =>
    Array.from({ length: Math.ceil(section.length / mib) }, (_, index) =>
      section.subarray(index * mib, (index + 1) * mib),
    ),
  );
  const top = createHash("sha256").update(Buffer.concat([Buffer.from([0x5a]), u32(chunks.length)]));
  for (const bytes of chunks) {
    const head = Buffer.concat([Buffer.from([0xa5]), u32(bytes.length)]);
    top.update(createHash("sha256").update(head).update(bytes).digest());
  }
  return top.digest();
}

/** RSA with SHA-256, ECDSA with SHA-256 or DSA with SHA-256. */
export function defaultAlgorithm(key: KeyObject): number {
  return key.asymmetricKeyType === "rsa" ? 0x0103 : key.asymmetricKeyType === "ec" ? 0x0201 : 0x0301;
}

function signWith(algorithmId: number, key: KeyObject, data: Buffer): Buffer {
  const hash = algorithmId === 0x0102 || algorithmId === 0x0104 || algorithmId === 0x0202 ? "sha512" : "sha256";
  const saltLength = hash === "sha512" ? 64 : 32;
  const isPss = algorithmId === 0x0101 || algorithmId === 0x0102;
  return sign(hash, data, { key, ...(isPss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } : {}) });
}

export function spkiOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

function lengthPrefixedAll(elements: readonly (readonly Buffer[])[]): Buffer {
  return lengthPrefixed(Buffer.concat(elements.map((parts) => lengthPrefixed(Buffer.concat(parts)))));
}

function lengthPrefixed(bytes: Buffer): Buffer {
  return Buffer.concat([u32(bytes.length), bytes]);
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
