/** Phones that produce App Attest attestations and assertions under a test root. */

import { createHash, type KeyObject, randomBytes, sign } from "node:crypto";
import { encode } from "cborg";
import { type CertificateOptions, generateEcKeys, type Issuer, type KeyPair, mintCertificate } from "./certificates";
import { explicit, octets, sequence } from "./der-writer";

const NONCE_OID = "1.2.840.113635.100.8.2";
const OS_OID = "1.2.840.113635.100.8.7";

/** Apple's authority as far as phones see it: a root and the intermediate that signs leaves. */
export interface AppleAuthority {
  readonly root: Issuer;
  readonly intermediate: Issuer;
  readonly certificate: Buffer;
}

export function createAppleAuthority(
  overrides: Partial<CertificateOptions> = {},
  root: Issuer = { name: { CN: "Test App Attestation Root CA", O: "Attestry" }, keys: generateEcKeys("P-384") },
): AppleAuthority {
  const intermediate: Issuer = { name: { CN: "Test App Attestation CA 1" }, keys: generateEcKeys("P-384") };
  const certificate = mintCertificate({
    subject: intermediate.name,
    publicKey: intermediate.keys.publicKey,
    issuer: root,
    authority: true,
    pathLength: 0,
    digest: "sha384",
    ...overrides,
  });
  return { root, intermediate, certificate };
}

export interface AttestationOptions {
  readonly appId: string;
  readonly clientDataHash: Uint8Array;
  readonly keys?: KeyPair;
  readonly environment?: "production" | "development";
  readonly counter?: number;
  readonly flags?: number;
  readonly aaguid?: string;
  readonly credentialId?: Uint8Array;
  /** The key that the authenticator data names, when it lies. */
  readonly credentialKey?: KeyObject;
  /** Members that replace those of the COSE key. */
  readonly cose?: ReadonlyMap<number, unknown>;
  /** What iOS 27 appends; the ED flag stays unset as on real phones. */
  readonly extensions?: ReadonlyMap<string, unknown>;
  /** Bytes put after everything else in the authenticator data. */
  readonly appended?: Uint8Array;
  readonly iosVersion?: string;
  readonly leaf?: Partial<CertificateOptions>;
  /** Replaces the nonce extension's content. */
  readonly nonceExtension?: Uint8Array;
  /** Members that replace those of the object, or of its statement. */
  readonly object?: ReadonlyMap<string, unknown>;
  readonly statement?: ReadonlyMap<string, unknown>;
}

export interface IphoneAttestation {
  readonly keyId: string;
  readonly attestation: string;
  readonly keys: KeyPair;
}

/** What DCAppAttestService.attestKey yields. */
export function attestAppKey(authority: AppleAuthority, options: AttestationOptions): IphoneAttestation {
  const keys = options.keys ?? generateEcKeys();
  const keyId = createHash("sha256").update(pointOf(keys.publicKey)).digest();
  const authData = encodeAuthData(keyId, keys.publicKey, options);
  const nonce = createHash("sha256").update(authData).update(options.clientDataHash).digest();
  const leaf = mintCertificate({
    subject: { CN: keyId.toString("hex"), OU: "AAA Certification" },
    publicKey: keys.publicKey,
    issuer: authority.intermediate,
    authority: false,
    extensions: [
      { oid: NONCE_OID, value: options.nonceExtension ?? sequence(explicit(1, octets(nonce))) },
      { oid: OS_OID, value: sequence(explicit(1400, octets(Buffer.from(options.iosVersion ?? "18.1")))) },
    ],
    ...options.leaf,
  });
  const statement = new Map<string, unknown>([
    ["x5c", [leaf, authority.certificate]],
    ["receipt", randomBytes(64)],
    ...(options.statement ?? []),
  ]);
  const object = new Map<string, unknown>([
    ["fmt", "apple-appattest"],
    ["attStmt", statement],
    ["authData", authData],
    ...(options.object ?? []),
  ]);
  return { keyId: keyId.toString("base64"), attestation: Buffer.from(encode(object)).toString("base64"), keys };
}

function encodeAuthData(keyId: Uint8Array, publicKey: KeyObject, options: AttestationOptions): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(options.flags ?? 0x40, 0);
  header.writeUInt32BE(options.counter ?? 0, 1);
  const usual = options.environment === "development" ? "appattestdevelop" : "appattest\0\0\0\0\0\0\0";
  const point = pointOf(options.credentialKey ?? publicKey);
  const cose = new Map<number, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, point.subarray(1, 33)],
    [-3, point.subarray(33)],
    ...(options.cose ?? []),
  ]);
  const credentialId = options.credentialId ?? keyId;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(credentialId.length);
  return Buffer.concat([
    createHash("sha256").update(options.appId).digest(),
    header,
    Buffer.from(options.aaguid ?? usual, "latin1"),
    length,
    credentialId,
    encode(cose),
    options.extensions === undefined ? Buffer.alloc(0) : encode(options.extensions),
    options.appended ?? Buffer.alloc(0),
  ]);
}

export interface AssertionOptions {
  readonly appId: string;
  readonly clientDataHash: Uint8Array;
  readonly counter: number;
  readonly extensions?: ReadonlyMap<string, unknown>;
  readonly appended?: Uint8Array;
}

/** What DCAppAttestService.generateAssertion yields, base64. */
export function assertRequest(keys: KeyPair, options: AssertionOptions): string {
  const header = Buffer.alloc(5);
  header.writeUInt8(0x40, 0);
  header.writeUInt32BE(options.counter, 1);
  const authenticatorData = Buffer.concat([
    createHash("sha256").update(options.appId).digest(),
    header,
    options.extensions === undefined ? Buffer.alloc(0) : encode(options.extensions),
    options.appended ?? Buffer.alloc(0),
  ]);
  const nonce = createHash("sha256").update(authenticatorData).update(options.clientDataHash).digest();
  const assertion = new Map([
    ["signature", sign("sha256", nonce, keys.privateKey)],
    ["authenticatorData", authenticatorData],
  ]);
  return Buffer.from(encode(assertion)).toString("base64");
}

/** The uncompressed point of a P-256 key, 65 bytes. */
export function pointOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: "spki", format: "der" }).subarray(-65);
}
