/** Mints Play Integrity tokens with keys of our own: Google issues them per app and publishes none. Self-made. */

import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { CompactEncrypt, CompactSign } from "jose";
import type { PlayIntegrityKeys } from "../attestation/verifiers/play-integrity/context";
import { generateEcKeys, type KeyPair } from "./certificates";

/** Both ends of an app's keys. */
export interface PlayKeys {
  readonly encryption: KeyObject;
  readonly signing: KeyPair;
}

export function createPlayKeys(): PlayKeys {
  return { encryption: createSecretKey(randomBytes(32)), signing: generateEcKeys() };
}

/** The half that a verifier holds. */
export function verifierKeys(...keys: readonly PlayKeys[]): PlayIntegrityKeys {
  return {
    decryption: keys.map(({ encryption }) => encryption),
    verification: keys.map(({ signing }) => signing.publicKey),
  };
}

export interface VerdictOptions {
  readonly packageName: string;
  /** SHA-256 of signing certificates, lower-case hex. */
  readonly signerDigests: readonly string[];
  readonly requestHash?: string;
  readonly nonce?: string;
  readonly timestampMillis: number | string;
  readonly appRecognitionVerdict?: string;
  readonly appPackageName?: string;
  readonly versionCode?: number;
  readonly deviceRecognitionVerdict?: readonly string[];
  /** Further members of the payload, replacing whole sections. */
  readonly sections?: Readonly<Record<string, unknown>>;
}

/** The payload of an honest phone, but for what the options say. */
export function mintVerdict(options: VerdictOptions): Record<string, unknown> {
  const { packageName, requestHash, nonce } = options;
  return {
    requestDetails: {
      requestPackageName: packageName,
      ...(requestHash === undefined ? {} : { requestHash }),
      ...(nonce === undefined ? {} : { nonce }),
      timestampMillis: options.timestampMillis,
    },
    appIntegrity: {
      appRecognitionVerdict: options.appRecognitionVerdict ?? "PLAY_RECOGNIZED",
      packageName: options.appPackageName ?? packageName,
      certificateSha256Digest: options.signerDigests.map((digest) => Buffer.from(digest, "hex").toString("base64url")),
      versionCode: String(options.versionCode ?? 1),
    },
    deviceIntegrity: { deviceRecognitionVerdict: options.deviceRecognitionVerdict ?? ["MEETS_DEVICE_INTEGRITY"] },
    accountDetails: { appLicensingVerdict: "LICENSED" },
    ...options.sections,
  };
}

/** The token as a phone gets it: a JWS in a JWE. */
export async function mintToken(payload: unknown, keys: PlayKeys): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(payload));
  const jws = await new CompactSign(text).setProtectedHeader({ alg: "ES256" }).sign(keys.signing.privateKey);
  return encryptToken(jws, keys.encryption);
}

export function encryptToken(
  content: string,
  key: KeyObject,
  header: { alg: string; enc: string; [member: string]: string } = { alg: "A256KW", enc: "A256GCM" },
): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(content)).setProtectedHeader(header).encrypt(key);
}
