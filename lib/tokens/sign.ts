/**
 * Attestation tokens: compact JWS (RFC 7515) with the claims that relying parties of this convention expect.
 * A failed attestation gets a decoy: same header, claims, size and work, signed with a key nobody verifies.
 * @module
 */
import { createHmac, sign } from "node:crypto";
import type { Outcome } from "../contract/outcome";
import type { Signal } from "../contract/signals";
import type { TokenSettings } from "../contract/tokens";
import type { TokenKey } from "./keys";

/** What a token says about one attestation. */
export interface TokenSubject {
  /** Instance id, a UUID. */
  readonly instanceId: string;
  readonly arc: string;
  /** Client address as the service saw it. */
  readonly address: string;
  /** Signals the policy annotates. */
  readonly annotations: readonly Signal[];
  /** Standard base64 of SHA-256 over the bound header value, or null. */
  readonly binding: string | null;
}

/** Relying parties refuse an `iat` that is ahead of their clock at all; a few seconds keep honest clocks out of trouble. */
const ISSUED_AT_SLACK_SECONDS = 5;

/** Claims in a fixed order; `exp` always and an integer, `nbf` never, the optional ones only where the API asks. */
export function tokenClaims(
  domain: string,
  settings: TokenSettings,
  subject: TokenSubject,
  now: Date,
): Record<string, unknown> {
  const seconds = Math.floor(now.getTime() / 1000);
  const did = instanceIdToDid(subject.instanceId);
  return {
    ...(settings.issuer === null ? {} : { iss: settings.issuer }),
    ...(settings.audience ? { aud: domain } : {}),
    ...(settings.subject ? { sub: did } : {}),
    ...(settings.issuedAt ? { iat: seconds - ISSUED_AT_SLACK_SECONDS } : {}),
    exp: seconds + settings.ttlSeconds,
    did,
    ip: subject.address,
    ...(settings.arc ? { arc: subject.arc } : {}),
    ...(subject.annotations.length > 0 ? { anno: subject.annotations } : {}),
    ...(subject.binding === null ? {} : { pay: subject.binding }),
  };
}

/** The token of a pass, or the decoy of a fail. */
export function signToken(key: TokenKey, claims: Record<string, unknown>, outcome: Outcome): string {
  const header = encode({ alg: key.algorithm, typ: "JWT", kid: key.kid });
  const input = `${header}.${encode(claims)}`;
  const signingKey = outcome === "pass" ? key.key : key.decoy;
  if (key.algorithm === "HS256")
    return `${input}.${createHmac("sha256", signingKey).update(input).digest("base64url")}`;
  const options = key.algorithm === "ES256" ? { key: signingKey, dsaEncoding: "ieee-p1363" as const } : signingKey;
  return `${input}.${sign("sha256", Buffer.from(input), options).toString("base64url")}`;
}

/** Standard base64 of the 16 bytes of a UUID: the `did` claim. */
export function instanceIdToDid(instanceId: string): string {
  return Buffer.from(instanceId.replaceAll("-", ""), "hex").toString("base64");
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
