/** Phones that produce Android Key Attestation under a test root, honest ones and every kind of dishonest one. */

import { createHash, type KeyObject, randomBytes } from "node:crypto";
import { KEY_DESCRIPTION_OID, KEY_TAG } from "../attestation/verifiers/key-attestation/key-description";
import { type CertificateOptions, generateEcKeys, type Issuer, type KeyPair, mintCertificate } from "./certificates";
import { bool, enumerated, explicit, integer, nul, octets, sequence, setOf } from "./der-writer";

/** What a record says; the defaults are an honest, locked phone with a key in its trusted environment. */
export interface RecordOptions {
  readonly challenge: Uint8Array;
  readonly version?: number;
  readonly attestationLevel?: number;
  readonly keymintLevel?: number;
  readonly packages?: readonly { readonly name: string; readonly versionCode: number }[];
  /** SHA-256 of signing certificates, lower-case hex. */
  readonly signerDigests?: readonly string[];
  readonly purposes?: readonly number[];
  readonly origin?: number;
  readonly rootOfTrust?: RootOfTrustOptions | null;
  readonly softwareRootOfTrust?: RootOfTrustOptions;
  readonly allApplications?: boolean;
  readonly osVersion?: number;
  readonly osPatchLevel?: number;
  readonly vendorPatchLevel?: number;
  readonly bootPatchLevel?: number;
  /** Further elements of the hardware list, as tag and content, put at its end. */
  readonly extraHardware?: readonly (readonly [tag: number, content: Uint8Array])[];
}

export interface RootOfTrustOptions {
  readonly bootKey?: Uint8Array;
  readonly locked?: boolean;
  /** Verified 0, SelfSigned 1, Unverified 2, Failed 3. */
  readonly state?: number;
}

export const VENDOR_BOOT_KEY: Uint8Array = createHash("sha256").update("a vendor's boot key").digest();

export function encodeRecord(options: RecordOptions): Buffer {
  const { challenge, version = 300, attestationLevel = 1, keymintLevel = 1, rootOfTrust = {} } = options;
  const software = [
    ...(options.softwareRootOfTrust === undefined
      ? []
      : [explicit(KEY_TAG.rootOfTrust, encodeRootOfTrust(options.softwareRootOfTrust))]),
    explicit(KEY_TAG.applicationId, octets(encodeApplicationId(options))),
  ];
  const hardware = [
    explicit(KEY_TAG.purpose, setOf(...(options.purposes ?? [2]).map((purpose) => integer(purpose)))),
    explicit(KEY_TAG.algorithm, integer(3)),
    explicit(KEY_TAG.keySize, integer(256)),
    explicit(KEY_TAG.ecCurve, integer(1)),
    ...(options.allApplications === true ? [explicit(KEY_TAG.allApplications, nul())] : []),
    explicit(KEY_TAG.origin, integer(options.origin ?? 0)),
    ...(rootOfTrust === null ? [] : [explicit(KEY_TAG.rootOfTrust, encodeRootOfTrust(rootOfTrust))]),
    explicit(KEY_TAG.osVersion, integer(options.osVersion ?? 140_000)),
    explicit(KEY_TAG.osPatchLevel, integer(options.osPatchLevel ?? 202_609)),
    explicit(KEY_TAG.vendorPatchLevel, integer(options.vendorPatchLevel ?? 20_260_905)),
    explicit(KEY_TAG.bootPatchLevel, integer(options.bootPatchLevel ?? 20_260_905)),
    ...(options.extraHardware ?? []).map(([tag, content]) => explicit(tag, content)),
  ];
  return sequence(
    integer(version),
    enumerated(attestationLevel),
    integer(version),
    enumerated(keymintLevel),
    octets(challenge),
    octets(new Uint8Array()),
    sequence(...software),
    sequence(...hardware),
  );
}

function encodeRootOfTrust({ bootKey = VENDOR_BOOT_KEY, locked = true, state = 0 }: RootOfTrustOptions): Buffer {
  return sequence(octets(bootKey), bool(locked), enumerated(state), octets(createHash("sha256").digest()));
}

function encodeApplicationId({ packages = [], signerDigests = [] }: RecordOptions): Buffer {
  return sequence(
    setOf(...packages.map(({ name, versionCode }) => sequence(octets(Buffer.from(name)), integer(versionCode)))),
    setOf(...signerDigests.map((digest) => octets(Buffer.from(digest, "hex")))),
  );
}

/** The authorities that sit in or behind a phone, under one root. */
export interface AndroidFactory {
  readonly root: Issuer;
  /** Signs leaves. */
  readonly attestation: Issuer;
  /** Certificates above the leaf, the root's own last, DER. */
  readonly issuers: readonly Buffer[];
}

export interface FactoryOptions {
  /** `remote` builds the five-certificate shape of remote provisioning. */
  readonly provisioning?: "factory" | "remote";
  readonly strongBox?: boolean;
  /** Overrides for the certificate right above the leaf, and for the one above that. */
  readonly attestationCertificate?: Partial<CertificateOptions>;
  readonly intermediateCertificate?: Partial<CertificateOptions>;
  readonly root?: Issuer;
}

export function createAndroidRoot(): Issuer {
  return { name: { serialNumber: randomBytes(8).toString("hex") }, keys: generateEcKeys("P-384") };
}

export function createAndroidFactory(options: FactoryOptions = {}): AndroidFactory {
  const root = options.root ?? createAndroidRoot();
  const remote = options.provisioning === "remote";
  const title = options.strongBox === true ? "StrongBox" : "TEE";
  const names = remote
    ? [
        { CN: "Droid CA2", O: "Google LLC" },
        { CN: "Droid CA3", O: "Google LLC" },
        { CN: "attestation", O: title },
      ]
    : [
        { serialNumber: "1f", title },
        { serialNumber: "2f", title },
      ];
  const chain: Buffer[] = [selfSigned(root)];
  let issuer = root;
  for (const [index, name] of names.entries()) {
    const keys = generateEcKeys();
    const last = index === names.length - 1;
    const overrides = last ? options.attestationCertificate : options.intermediateCertificate;
    const certificate = { subject: name, publicKey: keys.publicKey, issuer, authority: true, ...overrides };
    chain.unshift(mintCertificate(certificate));
    issuer = { name, keys };
  }
  return { root, attestation: issuer, issuers: chain };
}

function selfSigned(root: Issuer): Buffer {
  return mintCertificate({ subject: root.name, publicKey: root.keys.publicKey, issuer: root, authority: true });
}

/** The chain a phone's Keystore returns for a key, leaf first, each DER in standard base64. */
export function attestKey(
  factory: AndroidFactory,
  publicKey: KeyObject | Uint8Array,
  record: RecordOptions,
  leaf: Partial<CertificateOptions> = {},
): string[] {
  const certificate = mintCertificate({
    subject: { CN: "Android Keystore Key" },
    publicKey,
    issuer: factory.attestation,
    serial: Buffer.of(1),
    notBefore: new Date("1970-01-01"),
    notAfter: new Date("2048-01-01"),
    extensions: [{ oid: KEY_DESCRIPTION_OID, value: encodeRecord(record) }],
    ...leaf,
  });
  return [certificate, ...factory.issuers].map((der) => der.toString("base64"));
}

/** Chain extension: an attested key signs one more certificate with a better-looking record. */
export function extendChain(
  chain: readonly string[],
  attested: KeyPair,
  victim: KeyObject,
  record: RecordOptions,
): string[] {
  const forged = mintCertificate({
    subject: { CN: "Android Keystore Key" },
    publicKey: victim,
    issuer: { name: { CN: "Android Keystore Key" }, keys: attested },
    extensions: [{ oid: KEY_DESCRIPTION_OID, value: encodeRecord(record) }],
  });
  return [forged.toString("base64"), ...chain];
}
