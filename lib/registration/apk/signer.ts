import { LengthPrefixedReader, malformedBlock } from "./length-prefixed";
import type { BlockScheme } from "./signing-block";

/** An unverified signer record of a scheme's block. v2 signers have no SDK range. */
export interface SignerRecord {
  readonly signedData: Buffer;
  readonly sdkRange: SdkRange | null;
  readonly signatures: readonly AlgorithmValue[];
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
}

/** What a signer signs. */
export interface SignedData {
  readonly digests: readonly AlgorithmValue[];
  /** X.509, DER as stored. */
  readonly certificates: readonly Buffer[];
  readonly sdkRange: SdkRange | null;
  readonly attributes: ReadonlyMap<number, Buffer>;
}

export interface AlgorithmValue {
  readonly algorithmId: number;
  readonly value: Buffer;
}

/** API levels, both included. */
export interface SdkRange {
  readonly min: number;
  readonly max: number;
}

/** Decodes a scheme's block into its signers (APK Signature Scheme v2 and v3, "Format"). Nothing is verified. */
export function decodeSigners(scheme: BlockScheme, block: Buffer): SignerRecord[] {
  return new LengthPrefixedReader(block).sequence().map((signer) => ({
    signedData: signer.bytes(),
    sdkRange: scheme === "v2" ? null : readSdkRange(signer),
    signatures: readAlgorithmValues(signer),
    publicKey: signer.bytes(),
  }));
}

/** Decodes signed data; call it on verified bytes only. The first attribute of an id wins. */
export function decodeSignedData(scheme: BlockScheme, bytes: Buffer): SignedData {
  const reader = new LengthPrefixedReader(bytes);
  return {
    digests: readAlgorithmValues(reader),
    certificates: reader.sequence().map((certificate) => certificate.rest()),
    sdkRange: scheme === "v2" ? null : readSdkRange(reader),
    attributes: readAttributes(reader),
  };
}

function readAlgorithmValues(reader: LengthPrefixedReader): AlgorithmValue[] {
  return reader.sequence().map((record) => ({ algorithmId: record.u32(), value: record.bytes() }));
}

function readSdkRange(reader: LengthPrefixedReader): SdkRange {
  return { min: reader.u32(), max: reader.u32() };
}

function readAttributes(reader: LengthPrefixedReader): Map<number, Buffer> {
  const attributes = new Map<number, Buffer>();
  for (const attribute of reader.sequence()) {
    const id = attribute.u32();
    if (!attributes.has(id)) attributes.set(id, attribute.rest());
  }
  return attributes;
}

/** An attribute that holds one uint32; undefined when the signer does not have it. */
export function u32Attribute(attributes: ReadonlyMap<number, Buffer>, id: number): number | undefined {
  const value = attributes.get(id);
  if (value === undefined) return undefined;
  if (value.length < 4) throw malformedBlock("an attribute of a signer is too short");
  return value.readUInt32LE(0);
}
