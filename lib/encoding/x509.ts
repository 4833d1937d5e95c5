/**
 * X.509 certificates (RFC 5280 section 4.1), read with our own DER reader: attestation certificates carry keys and
 * extensions that a general parser refuses, and only few of their fields are needed. Nothing is verified here.
 */

import { type DerElement, DerError, decodeDer, TAG } from "./der";
import {
  isContext,
  isUniversal,
  readBitStringBytes,
  readBoolean,
  readExplicit,
  readInteger,
  readIntegerBytes,
  readOctetString,
  readOid,
  readSequence,
} from "./der-values";
import { decodeName, type NameAttribute } from "./x509-name";

export interface X509Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** The content of the OCTET STRING, not decoded. */
  readonly value: Uint8Array;
}

/** The kinds of public key, as far as they matter here; `bits` of RSA is the modulus size, `exponentBits` likewise. */
export type X509Key =
  | { readonly kind: "ec"; readonly curve: "P-256" | "P-384"; readonly point: Uint8Array }
  | { readonly kind: "rsa"; readonly bits: number; readonly exponentBits: number }
  | { readonly kind: "unsupported"; readonly oid: string };

export interface Certificate {
  readonly der: Uint8Array;
  /** What the signature covers. */
  readonly tbs: Uint8Array;
  /** Lower-case hex without leading zeros. */
  readonly serialHex: string;
  /** Names as DER, compared byte by byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly issuerName: readonly NameAttribute[];
  readonly subjectName: readonly NameAttribute[];
  /** Null where the field is not a time of RFC 5280 section 4.1.2.5: phones with odd clocks write such leaves. */
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  /** SubjectPublicKeyInfo as DER. */
  readonly spki: Uint8Array;
  readonly key: X509Key;
  readonly signatureOid: string;
  readonly signature: Uint8Array;
  readonly extensions: readonly X509Extension[];
  /** Null without the extension. */
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | null } | null;
}

const BASIC_CONSTRAINTS = "2.5.29.19";
const EC_PUBLIC_KEY = "1.2.840.10045.2.1";
const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const CURVES: Readonly<Record<string, { curve: "P-256" | "P-384"; pointBytes: number }>> = {
  "1.2.840.10045.3.1.7": { curve: "P-256", pointBytes: 65 },
  "1.3.132.0.34": { curve: "P-384", pointBytes: 97 },
};

/** Reads one certificate; throws a {@link DerError} when the bytes are none. */
export function decodeCertificate(der: Uint8Array, bytesMax?: number): Certificate {
  const [tbs, algorithm, signature, ...rest] = readSequence(decodeDer(der, bytesMax));
  if (tbs === undefined || rest.length > 0)
    throw new DerError("unexpected-tag", "not the three parts of a certificate");
  const fields = readSequence(tbs);
  const first = fields[0];
  // Version 1 certificates leave the explicit [0] out.
  if (first !== undefined && isContext(first, 0)) readInteger(readExplicit(fields.shift() ?? first));
  const [serial, innerAlgorithm, issuer, validity, subject, spki, ...optional] = fields;
  if (issuer === undefined || subject === undefined || spki === undefined || innerAlgorithm === undefined) {
    throw new DerError("missing-element", "a certificate without names or key");
  }
  if (algorithm === undefined || !sameBytes(algorithm.bytes, innerAlgorithm.bytes)) {
    throw new DerError("unexpected-tag", "the two signature algorithms of the certificate differ");
  }
  const [notBefore, notAfter] = readSequence(validity);
  const extensions = readExtensions(optional.find((element) => isContext(element, 3)));
  return {
    der,
    tbs: tbs.bytes,
    serialHex: integerHex(readIntegerBytes(serial)),
    issuer: issuer.bytes,
    subject: subject.bytes,
    issuerName: decodeName(issuer.bytes),
    subjectName: decodeName(subject.bytes),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    spki: spki.bytes,
    key: readKey(spki),
    signatureOid: readOid(readSequence(algorithm)[0]),
    signature: readBitStringBytes(signature),
    extensions,
    basicConstraints: readBasicConstraints(extensions),
  };
}

export function findExtension(certificate: Certificate, oid: string): X509Extension | undefined {
  return certificate.extensions.find((extension) => extension.oid === oid);
}

function readExtensions(wrapper: DerElement | undefined): X509Extension[] {
  if (wrapper === undefined) return [];
  const extensions = readSequence(readExplicit(wrapper)).map(readExtension);
  // RFC 5280 section 4.2: a certificate must not carry two of the same extension.
  if (new Set(extensions.map(({ oid }) => oid)).size !== extensions.length) {
    throw new DerError("duplicate-element", "a certificate with the same extension twice");
  }
  return extensions;
}

function readExtension(element: DerElement): X509Extension {
  const [oid, ...rest] = readSequence(element);
  const critical = isUniversal(rest[0], TAG.boolean) ? readBoolean(rest.shift()) : false;
  const [value, ...extra] = rest;
  if (extra.length > 0) throw new DerError("trailing-bytes", "an extension with more than three parts");
  return { oid: readOid(oid), critical, value: readOctetString(value) };
}

function readBasicConstraints(extensions: readonly X509Extension[]): Certificate["basicConstraints"] {
  const extension = extensions.find(({ oid }) => oid === BASIC_CONSTRAINTS);
  if (extension === undefined) return null;
  const fields = readSequence(decodeDer(extension.value));
  // Old phones write the default FALSE out, which DER forbids; it means the same.
  const ca = isUniversal(fields[0], TAG.boolean) ? readBoolean(fields.shift()) : false;
  return { ca, pathLength: fields[0] === undefined ? null : readInteger(fields[0]) };
}

function readKey(spki: DerElement): X509Key {
  const [algorithm, bits] = readSequence(spki);
  const [type, parameters] = readSequence(algorithm);
  const oid = readOid(type);
  const key = readBitStringBytes(bits);
  if (oid === EC_PUBLIC_KEY) return readEcKey(oid, parameters, key);
  if (oid !== RSA_ENCRYPTION) return { kind: "unsupported", oid };
  const [modulus, exponent] = readSequence(decodeDer(key));
  return {
    kind: "rsa",
    bits: bitLength(readIntegerBytes(modulus)),
    exponentBits: bitLength(readIntegerBytes(exponent)),
  };
}

/** Named curves and uncompressed points only (RFC 5480 section 2). */
function readEcKey(oid: string, parameters: DerElement | undefined, point: Uint8Array): X509Key {
  if (!isUniversal(parameters, TAG.oid)) return { kind: "unsupported", oid };
  const named = readOid(parameters);
  const known = CURVES[named];
  if (known === undefined) return { kind: "unsupported", oid: named };
  if (point.length !== known.pointBytes || point[0] !== 4) {
    throw new DerError("bad-bit-string", "an elliptic curve point of the wrong form");
  }
  return { kind: "ec", curve: known.curve, point };
}

/** RFC 5280 section 4.1.2.5: UTCTime and GeneralizedTime in Zulu with seconds. */
function readTime(element: DerElement | undefined): Date | null {
  if (element === undefined) throw new DerError("missing-element", "a certificate without dates");
  const { content } = element;
  const isShort = isUniversal(element, TAG.utcTime);
  if (!isShort && !isUniversal(element, TAG.generalizedTime)) return null;
  const yearDigits = isShort ? 2 : 4;
  if (content.length !== yearDigits + 11 || content.at(-1) !== 0x5a) return null;
  const number = (start: number, digits: number): number => digitsAt(content, start, digits);
  const digits = number(0, yearDigits);
  // RFC 5280 section 4.1.2.5.1: two-digit years from 50 on are of the last century.
  const year = isShort ? digits + (digits < 50 ? 2000 : 1900) : digits;
  const fields = [0, 2, 4, 6, 8].map((offset) => number(yearDigits + offset, 2));
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date.UTC carries the 31st of June over into July, and reads the year 50 as 1950.
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal && hour < 24 && minute < 60 && second < 60 ? date : null;
}

/** A decimal number of fixed width; NaN when a byte is no digit. */
function digitsAt(content: Uint8Array, start: number, digits: number): number {
  let value = 0;
  for (const byte of content.subarray(start, start + digits)) {
    value = byte >= 0x30 && byte <= 0x39 ? value * 10 + byte - 0x30 : Number.NaN;
  }
  return value;
}

function bitLength(integer: Uint8Array): number {
  const significant = integer[0] === 0 ? integer.subarray(1) : integer;
  return significant.length * 8 - Math.clz32(significant[0] ?? 0) + 24;
}

function integerHex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/^0+(?=.)/, "");
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
