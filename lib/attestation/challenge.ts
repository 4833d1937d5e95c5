/**
 * Freshness without state: a challenge carries its own issue time, purpose and app, and an HMAC of ours over them.
 * Whether it was used before is settled where events are written, in the same transaction as the event.
 * @module
 */
import { createHash, createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Platform } from "../contract/evidence";
import { CHALLENGE_TTL_SECONDS } from "../contract/protocol";
import { pooledRandomBytes } from "../encoding/random-pool";

export type ChallengePurpose = "enrolment" | "attestation";

const VERSION = 1;
const PURPOSE_BYTE: Record<ChallengePurpose, number> = { enrolment: 1, attestation: 2 };
const NONCE_OFFSET = 16;
const MAC_OFFSET = 32;
const LENGTH = 64;
/** How far ahead of this process's clock a challenge of another process may lie, in milliseconds. */
const CLOCK_SKEW_MS = 5000;

export interface ChallengeBinding {
  readonly purpose: ChallengePurpose;
  readonly platform: Platform;
  readonly appId: string;
}

/** A challenge as base64url of 64 bytes: version, purpose, issue time, app hash, nonce, MAC (docs/protocol.md). */
export function issueChallenge(binding: ChallengeBinding, now: Date, macKey: KeyObject, node: number): string {
  const challenge = Buffer.alloc(LENGTH);
  challenge.writeUInt8(VERSION, 0);
  challenge.writeUInt8(PURPOSE_BYTE[binding.purpose], 1);
  challenge.writeUIntBE(now.getTime(), 2, 6);
  appHash(binding).copy(challenge, 8);
  pooledRandomBytes(16).copy(challenge, NONCE_OFFSET);
  challenge.writeUInt16BE(node, NONCE_OFFSET);
  mac(challenge, macKey).copy(challenge, MAC_OFFSET);
  return challenge.toString("base64url");
}

export type ChallengeVerdict =
  | {
      readonly state: "fresh" | "expired";
      readonly nonce: Buffer;
      readonly ageMs: number;
      readonly expiresAt: Date;
      readonly node: number;
    }
  | { readonly state: "foreign" };

/** Whose challenge it is and how old. `foreign`: not ours, or ours for another app or purpose. */
export function verifyChallenge(
  text: string,
  binding: ChallengeBinding,
  now: Date,
  macKey: KeyObject,
): ChallengeVerdict {
  const challenge = Buffer.from(text, "base64url");
  const foreign = { state: "foreign" } as const;
  if (challenge.length !== LENGTH || challenge.toString("base64url") !== text) return foreign;
  if (!timingSafeEqual(mac(challenge, macKey), challenge.subarray(MAC_OFFSET))) return foreign;
  if (challenge.readUInt8(0) !== VERSION || challenge.readUInt8(1) !== PURPOSE_BYTE[binding.purpose]) return foreign;
  if (!challenge.subarray(8, NONCE_OFFSET).equals(appHash(binding))) return foreign;
  const issuedAt = challenge.readUIntBE(2, 6);
  const ageMs = now.getTime() - issuedAt;
  const fresh = ageMs >= -CLOCK_SKEW_MS && ageMs <= CHALLENGE_TTL_SECONDS * 1000;
  return {
    state: fresh ? "fresh" : "expired",
    nonce: challenge.subarray(NONCE_OFFSET, MAC_OFFSET),
    ageMs,
    expiresAt: new Date(issuedAt + (CHALLENGE_TTL_SECONDS * 1000 + CLOCK_SKEW_MS)),
    node: challenge.readUInt16BE(NONCE_OFFSET),
  };
}

function mac(challenge: Buffer, key: KeyObject): Buffer {
  return createHmac("sha256", key).update(challenge.subarray(0, MAC_OFFSET)).digest();
}

/** Hashes of the apps asked for lately: few in practice, bounded against strangers who invent more. */
const appHashes = new Map<string, Buffer>();
const APP_HASHES_MAX = 1000;

function appHash(binding: ChallengeBinding): Buffer {
  const name = `${binding.platform}:${binding.appId}`;
  const known = appHashes.get(name);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(name).digest().subarray(0, 8);
  if (appHashes.size >= APP_HASHES_MAX) appHashes.clear();
  appHashes.set(name, hash);
  return hash;
}
