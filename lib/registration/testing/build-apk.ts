import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { type MintedIdentity, mintCertificate } from "../../encoding/testing/mint-certificate";
import { type AxmlAttribute, u32, writeAxml } from "../../encoding/testing/write-axml";
import { endRecord, type ZipFile, type ZipParts, zipParts } from "../../encoding/testing/write-zip";
import {
  ATTRIBUTE_IDS,
  contentDigest,
  defaultAlgorithm,
  proofOfRotation,
  SCHEME_IDS,
  SDK_MAX,
  type SignerFields,
  schemeValue,
  signerRecord,
  signingBlock,
} from "./signing-block-writer";

export type BuildScheme = keyof typeof SCHEME_IDS;

/** What goes into a package and who signs it. Every field has a default but the signer. */
export interface BuildApkOptions {
  readonly package?: string;
  readonly versionName?: string;
  readonly versionCode?: number;
  /** API levels. */
  readonly minSdk?: number;
  readonly targetSdk?: number;
  readonly debuggable?: boolean;
  readonly split?: string;
  /** Signs with the newest scheme. */
  readonly signer: MintedIdentity;
  /** Earlier signers, oldest first, when the key was rotated; the oldest signs for older platforms. */
  readonly rotatedFrom?: readonly MintedIdentity[];
  /** Default v2 and v3. With v3.1 the rotated key signs from API 33 on, the oldest below. */
  readonly schemes?: readonly BuildScheme[];
  /** More entries, or other contents for `classes.dex`. */
  readonly files?: readonly ZipFile[];
  /** Changes a signer's fields before they are signed, to build packages that no tool would. */
  readonly alterSigner?: (fields: SignerFields, scheme: BuildScheme) => SignerFields;
  /** Changes the signing block's pairs. */
  readonly alterPairs?: (pairs: { id: number; value: Buffer }[]) => { id: number; value: Buffer }[];
}

const ROTATION_MIN_SDK = 33;
const SIGNATURE_PAGE_BYTES = 4096;

/** A new signing identity; RSA-2048 unless said otherwise. */
export function mintApkSigner(commonName = "Attestry test signer", keyType: "rsa" | "ec" = "rsa"): MintedIdentity {
  return mintCertificate({ privateKey: generateKey(keyType), commonName });
}

function generateKey(keyType: "rsa" | "ec"): KeyObject {
  return keyType === "rsa"
    ? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey
    : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

/**
 * Builds a small real APK (compiled manifest, classes.dex) and signs it with schemes v2, v3 and v3.1, with node:crypto
 * alone. The same options give the same contents; signatures differ where the algorithm is randomised.
 */
export function buildApk(options: BuildApkOptions): Buffer {
  return signApk(unsignedEntries(options), options);
}

/** The archive without any signature, as {@link buildApk} would sign it. */
export function unsignedEntries(options: Omit<BuildApkOptions, "signer">): ZipParts {
  const given = options.files ?? [];
  const own: ZipFile[] = [
    { name: "AndroidManifest.xml", data: manifest(options) },
    { name: "classes.dex", data: dex(`${options.package}/${options.versionCode}`), isStored: true },
  ];
  return zipParts([...own.filter(({ name }) => !given.some((file) => file.name === name)), ...given]);
}

/** Puts the archive together with a signing block over it. */
export function signApk(parts: ZipParts, options: BuildApkOptions): Buffer {
  const padding = Buffer.alloc(
    (SIGNATURE_PAGE_BYTES - (parts.entries.length % SIGNATURE_PAGE_BYTES)) % SIGNATURE_PAGE_BYTES,
  );
  const entries = Buffer.concat([parts.entries, padding]);
  const digest = contentDigest([entries, parts.directory, endRecord(parts, entries.length)]);
  const pairs = schemePairs(options, digest);
  const block = signingBlock(options.alterPairs?.(pairs) ?? pairs);
  return Buffer.concat([entries, block, parts.directory, endRecord(parts, entries.length + block.length)]);
}

function schemePairs(options: BuildApkOptions, digest: Buffer): { id: number; value: Buffer }[] {
  const schemes = options.schemes ?? ["v2", "v3"];
  return schemes.map((scheme) => {
    const fields = signerFields(scheme, schemes, options, digest);
    const record = signerRecord(options.alterSigner?.(fields, scheme) ?? fields);
    return { id: SCHEME_IDS[scheme], value: schemeValue([record]) };
  });
}

function signerFields(
  scheme: BuildScheme,
  schemes: readonly BuildScheme[],
  { signer, rotatedFrom = [] }: BuildApkOptions,
  digest: Buffer,
): SignerFields {
  const rotatesLater = schemes.includes("v3.1");
  const oldest = rotatedFrom[0] ?? signer;
  const identity = scheme === "v2" || (scheme === "v3" && rotatesLater) ? oldest : signer;
  const proves = identity === signer && rotatedFrom.length > 0 && scheme !== "v2";
  const attributes = [
    ...(scheme === "v2" && schemes.includes("v3") ? [{ id: ATTRIBUTE_IDS.strippingProtection, value: u32(3) }] : []),
    ...(scheme === "v3" && rotatesLater ? [{ id: ATTRIBUTE_IDS.rotationMinSdk, value: u32(ROTATION_MIN_SDK) }] : []),
    ...(proves ? [{ id: ATTRIBUTE_IDS.proofOfRotation, value: proofOfRotation([...rotatedFrom, signer]) }] : []),
  ];
  const algorithmId = defaultAlgorithm(identity.privateKey);
  return {
    identity,
    algorithmIds: [algorithmId],
    digests: [{ algorithmId, value: digest }],
    certificates: [identity.certificate],
    sdkRange: sdkRangeOf(scheme, rotatesLater),
    attributes,
  };
}

function sdkRangeOf(scheme: BuildScheme, rotatesLater: boolean): SignerFields["sdkRange"] {
  if (scheme === "v2") return null;
  if (scheme === "v3.1") return { min: ROTATION_MIN_SDK, max: SDK_MAX };
  return { min: 24, max: rotatesLater ? ROTATION_MIN_SDK - 1 : SDK_MAX };
}

function manifest(options: Omit<BuildApkOptions, "signer">): Buffer {
  const { package: packageName = "com.example.attestry", versionName = "1.0.0", versionCode = 1 } = options;
  const major = Math.floor(versionCode / 2 ** 32);
  const attributes: AxmlAttribute[] = [
    { name: "versionCode", resourceId: 0x0101021b, value: versionCode % 2 ** 32 },
    { name: "versionName", resourceId: 0x0101021c, value: versionName },
    ...(major === 0 ? [] : [{ name: "versionCodeMajor", resourceId: 0x01010576, value: major }]),
    { name: "package", value: packageName },
    ...(options.split === undefined ? [] : [{ name: "split", value: options.split }]),
  ];
  const usesSdk: AxmlAttribute[] = [
    { name: "minSdkVersion", resourceId: 0x0101020c, value: options.minSdk ?? 24 },
    { name: "targetSdkVersion", resourceId: 0x01010270, value: options.targetSdk ?? 34 },
  ];
  const application: AxmlAttribute[] = [
    { name: "debuggable", resourceId: 0x0101000f, value: options.debuggable ?? false },
  ];
  return writeAxml({
    name: "manifest",
    attributes,
    children: [
      { name: "uses-sdk", attributes: usesSdk },
      { name: "application", attributes: application },
    ],
  });
}

/** The header of a dex file (version 035) over contents that depend on `seed` alone. */
function dex(seed: string): Buffer {
  const body = createHash("sha512").update(seed).digest();
  const header = Buffer.alloc(112 - body.length);
  header.write("dex\n035\0", "latin1");
  header.writeUInt32LE(112, 32);
  return Buffer.concat([header, body]);
}
