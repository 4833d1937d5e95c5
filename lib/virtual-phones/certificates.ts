/** Mints X.509 certificates with node:crypto: the test roots stand for Apple's and Google's. */

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { anchor, type TrustAnchor } from "../attestation/trust-anchors";
import { bits, bool, explicit, integer, octets, oid, sequence, setOf, time, utf8 } from "./der-writer";

const ATTRIBUTES = {
  CN: "2.5.4.3",
  serialNumber: "2.5.4.5",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  title: "2.5.4.12",
} as const;

/** Attribute type to value, in order. */
export type Name = Partial<Record<keyof typeof ATTRIBUTES, string>>;

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Who signs: name and key of an authority. */
export interface Issuer {
  readonly name: Name;
  readonly keys: KeyPair;
}

export interface CertificateOptions {
  readonly subject: Name;
  /** A key, or its SubjectPublicKeyInfo as DER. */
  readonly publicKey: KeyObject | Uint8Array;
  readonly issuer: Issuer;
  /** The issuer's name as the certificate gives it, when it lies. */
  readonly issuerName?: Name;
  readonly serial?: Uint8Array;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Absent: no basicConstraints at all. */
  readonly authority?: boolean;
  readonly pathLength?: number;
  readonly extensions?: readonly { readonly oid: string; readonly value: Uint8Array }[];
  readonly digest?: "sha1" | "sha256" | "sha384";
}

const SIGNATURE_OIDS = {
  ec: { sha1: "1.2.840.10045.4.1", sha256: "1.2.840.10045.4.3.2", sha384: "1.2.840.10045.4.3.3" },
  rsa: { sha1: "1.2.840.113549.1.1.5", sha256: "1.2.840.113549.1.1.11", sha384: "1.2.840.113549.1.1.12" },
} as const;

export function generateEcKeys(curve: "P-256" | "P-384" = "P-256"): KeyPair {
  return generateKeyPairSync("ec", { namedCurve: curve });
}

export function encodeName(name: Name): Buffer {
  const attributes = Object.entries(name) as [keyof typeof ATTRIBUTES, string][];
  return sequence(...attributes.map(([type, value]) => setOf(sequence(oid(ATTRIBUTES[type]), utf8(value)))));
}

/** The certificate as DER. */
export function mintCertificate(options: CertificateOptions): Buffer {
  const { issuer, digest = "sha256", notBefore = new Date("2024-01-01"), notAfter = new Date("2044-01-01") } = options;
  const family = issuer.keys.privateKey.asymmetricKeyType === "rsa" ? "rsa" : "ec";
  const algorithm = sequence(oid(SIGNATURE_OIDS[family][digest]));
  const extensions = [...basicConstraints(options), ...(options.extensions ?? [])];
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(options.serial ?? Buffer.concat([Buffer.of(0x40), randomBytes(15)])),
    algorithm,
    encodeName(options.issuerName ?? issuer.name),
    sequence(time(notBefore), time(notAfter)),
    encodeName(options.subject),
    spkiOf(options.publicKey),
    ...(extensions.length === 0
      ? []
      : [explicit(3, sequence(...extensions.map(({ oid: id, value }) => sequence(oid(id), octets(value)))))]),
  );
  return sequence(tbs, algorithm, bits(sign(digest, tbs, issuer.keys.privateKey)));
}

function spkiOf(key: KeyObject | Uint8Array): Uint8Array {
  return key instanceof Uint8Array ? key : key.export({ type: "spki", format: "der" });
}

function basicConstraints({ authority, pathLength }: CertificateOptions): { oid: string; value: Uint8Array }[] {
  if (authority === undefined) return [];
  const length = pathLength === undefined ? [] : [integer(pathLength)];
  return [{ oid: "2.5.29.19", value: authority ? sequence(bool(true), ...length) : sequence() }];
}

/** An authority's own anchor: everything below it is test traffic. */
export function testAnchor(id: string, issuer: Issuer, use: "trust" | "deny" = "trust"): TrustAnchor {
  return anchor({
    id,
    use,
    test: true,
    subject: encodeName(issuer.name).toString("base64"),
    spki: issuer.keys.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
  });
}
