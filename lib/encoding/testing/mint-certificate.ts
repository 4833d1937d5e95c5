import { createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { bitString, der, explicit, integer, nothing, oid, sequence, set, time, utf8String } from "./der-writer";

/** A key with a certificate for it, DER. */
export interface MintedIdentity {
  readonly privateKey: KeyObject;
  readonly certificate: Buffer;
}

export interface CertificateOptions {
  readonly privateKey: KeyObject;
  readonly commonName: string;
  /** Subject OU, where iOS code signing keeps the team id. */
  readonly organizationalUnit?: string;
  /** Signs the certificate; without one it signs itself. */
  readonly issuer?: MintedIdentity & { readonly commonName: string };
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** X.509 extensions, each a DER SEQUENCE. */
  readonly extensions?: readonly Buffer[];
}

const OID = {
  commonName: "2.5.4.3",
  organizationalUnit: "2.5.4.11",
  ecdsaSha256: "1.2.840.10045.4.3.2",
  rsaSha256: "1.2.840.113549.1.1.11",
  dsaSha256: "2.16.840.1.101.3.4.3.2",
};

/** Mints an X.509 v3 certificate for tests with an EC, RSA or DSA key. */
export function mintCertificate(options: CertificateOptions): MintedIdentity {
  const signingKey = options.issuer?.privateKey ?? options.privateKey;
  const subject = name(options.commonName, options.organizationalUnit);
  const extensions = options.extensions ?? [];
  const toBeSigned = sequence(
    explicit(0, integer(2)),
    integer(BigInt(`0x${randomBytes(8).toString("hex")}`)),
    signatureAlgorithm(signingKey),
    options.issuer === undefined ? subject : name(options.issuer.commonName),
    sequence(time(options.notBefore ?? new Date("2024-01-01")), time(options.notAfter ?? new Date("2049-01-01"))),
    subject,
    createPublicKey(options.privateKey).export({ type: "spki", format: "der" }),
    ...(extensions.length === 0 ? [] : [explicit(3, sequence(...extensions))]),
  );
  const signature = sign("sha256", toBeSigned, signingKey);
  const certificate = sequence(toBeSigned, signatureAlgorithm(signingKey), bitString(signature));
  return { privateKey: options.privateKey, certificate };
}

function name(commonName: string, organizationalUnit?: string): Buffer {
  const attribute = (type: string, value: string) => set(sequence(oid(type), utf8String(value)));
  const unit = organizationalUnit === undefined ? [] : [attribute(OID.organizationalUnit, organizationalUnit)];
  return sequence(...unit, attribute(OID.commonName, commonName));
}

function signatureAlgorithm(key: KeyObject): Buffer {
  if (key.asymmetricKeyType === "ec") return sequence(oid(OID.ecdsaSha256));
  return key.asymmetricKeyType === "dsa" ? sequence(oid(OID.dsaSha256)) : sequence(oid(OID.rsaSha256), nothing());
}

/** An X.509 extension (RFC 5280 section 4.2). */
export function extension(type: string, value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(type), ...critical, der(0x04, value));
}
