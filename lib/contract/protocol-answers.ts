/** What the service answers, free of parsers: an SDK reads these shapes with readers of its own. */
import type { Signal } from "./signals";

export interface ChallengeResponse {
  /** base64url; goes into `eat_nonce` as it is. */
  challenge: string;
  expiresInSeconds: number;
}

export interface EnrolmentResponse {
  /** Standard base64 of 16 bytes: the `did` of tokens. */
  instanceId: string;
  /** Presented with every attestation; opaque to the app. */
  credential: string;
  arc: string;
}

export interface IssuedToken {
  domain: string;
  headerName: string;
  headerPrefix: string;
  token: string;
  expiresInSeconds: number;
}

export interface AttestationResponse {
  arc: string;
  tokens: IssuedToken[];
  /** Present when the evidence wanted something: compact JWE to `epk` of a {@link Delivery}'s JSON, of one size whatever the outcome. */
  delivery?: string;
  /** Present only when the policy tells the app why it was refused. */
  reasons?: Signal[];
}

/** A secret's value as an instance gets it. */
export interface DeliveredSecret {
  /** The version's number, unique in the deployment. */
  id: number;
  name: string;
  value: string;
  /** API domains it may be sent to. */
  domains: string[];
}

/** What is sealed into an answer: everything that was wanted, or nothing but padding. */
export type Delivery =
  | {
      pass: true;
      /** Names the values; present when secrets were wanted. */
      set?: string;
      /** Absent when the instance holds this very set. */
      secrets?: DeliveredSecret[];
      /** Names of secrets that could not be opened just now. */
      unavailable?: string[];
      /** AES-256 key of this instance's secure strings, base64url. */
      storageKey?: string;
      jwt?: string;
      pad?: string;
    }
  | { pass: false; pad: string };

/** What an SDK learns about its app without attesting. */
export interface ConfigResponse {
  app: string;
  platform: string;
  /** Grows with every change. */
  version: number;
  domains: { domain: string; headerName: string; headerPrefix: string }[];
  /** How long before a token's expiry the SDK should attest again, in seconds. */
  refreshBeforeExpirySeconds: number;
}

/** Errors in the shape of RFC 6749 section 5.2; the codes are listed in docs/protocol.md. */
export interface ErrorResponse {
  error: string;
  error_description: string;
}
