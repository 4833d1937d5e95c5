/** Readers for what the service answers: everything from outside is unknown until it has been read here. */
import type {
  AttestationResponse,
  ChallengeResponse,
  ConfigResponse,
  EnrolmentResponse,
  IssuedToken,
} from "../lib/contract/protocol-answers";

export type Members = Readonly<Record<string, unknown>>;

/** Thrown by the readers; the caller decides what a malformed answer means. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
}

export function members(value: unknown): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedAnswer("not an object");
  return Object.fromEntries(Object.entries(value));
}

export function text(from: Members, name: string): string {
  const value = from[name];
  if (typeof value !== "string") throw new MalformedAnswer(`${name} is not a string`);
  return value;
}

/** A finite number that is not negative. */
export function amount(from: Members, name: string): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
    throw new MalformedAnswer(`${name} is not a non-negative number`);
  }
  return value;
}

export function list(from: Members, name: string): readonly unknown[] {
  const value = from[name];
  if (!Array.isArray(value)) throw new MalformedAnswer(`${name} is not a list`);
  return value;
}

export function readChallenge(body: unknown): ChallengeResponse {
  const from = members(body);
  return { challenge: text(from, "challenge"), expiresInSeconds: amount(from, "expiresInSeconds") };
}

export function readEnrolment(body: unknown): EnrolmentResponse {
  const from = members(body);
  return { instanceId: text(from, "instanceId"), credential: text(from, "credential"), arc: text(from, "arc") };
}

/** Reasons are signal ids, also ones that a later release of the service added: they are shown and never acted on. */
export type AttestationAnswer = Omit<AttestationResponse, "reasons"> & { readonly reasons?: readonly string[] };

export function readAttestation(body: unknown): AttestationAnswer {
  const from = members(body);
  const reasons = from.reasons === undefined ? undefined : list(from, "reasons").map(readReason);
  return {
    arc: text(from, "arc"),
    tokens: list(from, "tokens").map(readToken),
    ...(from.delivery === undefined ? {} : { delivery: text(from, "delivery") }),
    ...(reasons === undefined ? {} : { reasons }),
  };
}

function readToken(value: unknown): IssuedToken {
  const from = members(value);
  return { ...readDomain(value), token: text(from, "token"), expiresInSeconds: amount(from, "expiresInSeconds") };
}

function readDomain(value: unknown): ConfigResponse["domains"][number] {
  const from = members(value);
  return {
    domain: text(from, "domain"),
    headerName: text(from, "headerName"),
    headerPrefix: text(from, "headerPrefix"),
  };
}

function readReason(value: unknown): string {
  if (typeof value !== "string") throw new MalformedAnswer("a reason is not a string");
  return value;
}

export function readConfig(body: unknown): ConfigResponse {
  const from = members(body);
  return {
    app: text(from, "app"),
    platform: text(from, "platform"),
    version: amount(from, "version"),
    domains: list(from, "domains").map(readDomain),
    refreshBeforeExpirySeconds: amount(from, "refreshBeforeExpirySeconds"),
  };
}
