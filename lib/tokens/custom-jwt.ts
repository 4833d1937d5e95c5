/**
 * Custom JWTs: the app's own claims, signed after a pass. Their key is published apart from the attestation tokens'
 * (`/.well-known/custom-jwks.json`) and their `typ` differs, so that neither can pass for the other.
 * @module
 */
import { sign } from "node:crypto";
import type { Outcome } from "../contract/outcome";
import type { TokenKey } from "./keys";
import { instanceIdToDid } from "./sign";

/** Seconds a custom JWT lives. */
const TTL_SECONDS = 300;

export interface JwtSubject {
  /** The attestation service's address. */
  readonly issuer: string;
  /** Package name or bundle id; becomes `sub`. */
  readonly app: string;
  /** A UUID; becomes `did`. */
  readonly instanceId: string;
  readonly arc: string;
}

/** A compact JWS by ES256 of the app's claims and ours; ours win. A fail's is signed by a key nobody knows. */
export function signCustomJwt(
  key: TokenKey,
  claims: Readonly<Record<string, unknown>>,
  { issuer, app, instanceId, arc }: JwtSubject,
  now: Date,
  outcome: Outcome,
): string {
  const iat = Math.floor(now.getTime() / 1000);
  const own = { iss: issuer, sub: app, did: instanceIdToDid(instanceId), arc, iat, exp: iat + TTL_SECONDS };
  const input = `${encode({ alg: "ES256", typ: "custom+jwt", kid: key.kid })}.${encode({ ...claims, ...own })}`;
  const signingKey = outcome === "pass" ? key.key : key.decoy;
  return `${input}.${sign("sha256", Buffer.from(input), { key: signingKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
