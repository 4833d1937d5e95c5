/**
 * A deployment's own test roots. They stand for Google's and Apple's in test traffic and are derived from the test key,
 * so that whoever may send test traffic can mint evidence for it and nobody else can: no file has to be exchanged, and
 * the data plane and the fleet come to the same keys.
 * @module
 */
import { createECDH, createPrivateKey, createPublicKey, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import type { RevocationEntry } from "./revocation";
import { anchor, type TrustAnchor } from "./trust-anchors";
import type { RevocationState } from "./verifiers/key-attestation/context";
import type { PlayIntegrityKeys } from "./verifiers/play-integrity/context";

/** Names of the test roots, as their certificates give them: one UTF-8 common name (X.520). */
export const TEST_ROOT_NAMES = {
  android: "Attestry test root for Key Attestation",
  apple: "Attestry test root for App Attest",
} as const;

/** The serial that the test roots count as revoked, lower-case hex. */
export const TEST_REVOKED_SERIAL = "7e57000000000000000000000bad5e1f";

const P256_ORDER = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const REVOKED: RevocationEntry = { status: "REVOKED", reason: "TEST" };

export interface TestKeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Both halves, for virtual phones. */
export interface TestRootKeys {
  readonly android: TestKeyPair;
  readonly apple: TestKeyPair;
  readonly play: { readonly encryption: KeyObject; readonly signing: TestKeyPair };
}

/** What the verifier holds of them: everything below is test traffic, for good. */
export interface TestTrust {
  readonly android: TrustAnchor;
  readonly apple: TrustAnchor;
  readonly play: PlayIntegrityKeys;
  readonly revocation: RevocationState;
}

/** RFC 5869 with SHA-256; the same key gives the same roots. */
export function deriveTestRoots(testKey: Uint8Array): TestRootKeys {
  return {
    android: derivePair(testKey, "key-attestation"),
    apple: derivePair(testKey, "app-attest"),
    play: {
      encryption: createSecretKey(deriveBytes(testKey, "play-integrity encryption", 32)),
      signing: derivePair(testKey, "play-integrity signing"),
    },
  };
}

export function testTrust(testKey: Uint8Array): TestTrust {
  const { android, apple, play } = deriveTestRoots(testKey);
  return {
    android: testAnchor("test-key-attestation", TEST_ROOT_NAMES.android, android),
    apple: testAnchor("test-app-attest", TEST_ROOT_NAMES.apple, apple),
    play: { decryption: [play.encryption], verification: [play.signing.publicKey] },
    revocation: {
      list: new Map([[TEST_REVOKED_SERIAL, REVOKED]]),
      retrievedAt: null,
      maximumAgeSeconds: 0,
    },
  };
}

function deriveBytes(testKey: Uint8Array, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", testKey, "", `attestry test root: ${purpose}`, length));
}

/** A scalar of 48 bytes reduced into [1, n - 1], so that its bias is below 2^-128 (FIPS 186-5 appendix A.2.1). */
function derivePair(testKey: Uint8Array, purpose: string): TestKeyPair {
  const wide = BigInt(`0x${deriveBytes(testKey, purpose, 48).toString("hex")}`);
  const scalar = Buffer.from(((wide % (P256_ORDER - 1n)) + 1n).toString(16).padStart(64, "0"), "hex");
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(scalar);
  const point = ecdh.getPublicKey();
  const coordinates = { x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
  const jwk = { kty: "EC", crv: "P-256", ...coordinates };
  return {
    publicKey: createPublicKey({ key: jwk, format: "jwk" }),
    privateKey: createPrivateKey({ key: { ...jwk, d: scalar.toString("base64url") }, format: "jwk" }),
  };
}

function testAnchor(id: string, name: string, { publicKey }: TestKeyPair): TrustAnchor {
  return anchor({
    id,
    use: "trust",
    test: true,
    subject: encodeCommonName(name).toString("base64"),
    spki: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
  });
}

/** A Name with one attribute, 2.5.4.3 as UTF8String (X.690); texts below 100 bytes, so that every length is one byte. */
function encodeCommonName(name: string): Buffer {
  const tlv = (tag: number, content: Buffer) => Buffer.concat([Buffer.of(tag, content.length), content]);
  const commonName = Buffer.of(0x06, 0x03, 0x55, 0x04, 0x03);
  const attribute = tlv(0x30, Buffer.concat([commonName, tlv(0x0c, Buffer.from(name))]));
  return tlv(0x30, tlv(0x31, attribute));
}
