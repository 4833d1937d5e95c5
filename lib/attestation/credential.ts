/**
 * The instance credential: what an enrolment established, handed to the instance and presented with every attestation,
 * so that the hot path reads no database. It names the instance key (`cnf`, RFC 7800) and is sealed as a JWE
 * (RFC 7516, `dir` with A256GCM) under a key of the service: nobody else can make one, and the app can't read what its
 * enrolment found.
 * @module
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import type { EvidenceFormat, SecurityLevel } from "../contract/evidence";
import type { AttestedFacts } from "./attested-facts";
import type { PublicJwk } from "./claims";

/** What a credential says; short names, since every attestation carries it. */
export interface InstanceCredential {
  readonly v: 1;
  /** Instance id, a UUID. */
  readonly iid: string;
  /** The registered app's number. */
  readonly app: number;
  readonly cnf: PublicJwk;
  readonly fmt: EvidenceFormat;
  readonly lvl: SecurityLevel;
  /** Signals that the platform evidence established, as a bit set. */
  readonly sig: number;
  /** What the platform evidence proved; absent in credentials of a software key, and of earlier releases. */
  readonly att?: AttestedFacts;
  readonly test: boolean;
  /** Id of the development credential that was shown at enrolment. */
  readonly dev?: string;
  /** Enrolment time in seconds. */
  readonly iat: number;
}

const HEADER = Buffer.from(JSON.stringify({ alg: "dir", enc: "A256GCM", typ: "instance-credential" })).toString(
  "base64url",
);
const AAD = Buffer.from(HEADER, "latin1");

/** A compact JWE of five parts, the second empty. `key` is a 256-bit secret key. */
export function sealCredential(credential: InstanceCredential, key: KeyObject): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(AAD);
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(credential), "utf8"), cipher.final()]);
  return [
    HEADER,
    "",
    iv.toString("base64url"),
    ciphertext.toString("base64url"),
    cipher.getAuthTag().toString("base64url"),
  ].join(".");
}

/** The credential, or null when it is not one that this service sealed. */
export function openCredential(text: string, key: KeyObject): InstanceCredential | null {
  const [header, encryptedKey, iv, ciphertext, tag, ...rest] = text.split(".");
  if (header !== HEADER || encryptedKey !== "" || !iv || !ciphertext || !tag || rest.length > 0) return null;
  const ivBytes = Buffer.from(iv, "base64url");
  const tagBytes = Buffer.from(tag, "base64url");
  if (ivBytes.length !== 12 || tagBytes.length !== 16) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, ivBytes).setAAD(AAD).setAuthTag(tagBytes);
    const plaintext = decipher.update(Buffer.from(ciphertext, "base64url"), undefined, "utf8") + decipher.final("utf8");
    return sealedByUs(JSON.parse(plaintext));
  } catch {
    return null;
  }
}

/** Authenticated decryption has shown that `sealCredential` wrote these bytes; only the version can differ. */
function sealedByUs(value: InstanceCredential): InstanceCredential | null {
  return value.v === 1 ? value : null;
}
