/**
 * Lets Google decode a token: one POST, authorised by a service account (RFC 7523 section 2.1). The verdict it returns
 * goes to the verifier like any other. The network is an argument.
 * @see https://developer.android.com/google/play/integrity/standard#decrypt-and
 */

import { type KeyObject, sign } from "node:crypto";

/** A POST of text; anything but an answer (no route, time-out) rejects. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<{ readonly status: number; readonly body: string }>;

export interface ServiceAccount {
  /** `client_email` of the account's key file. */
  readonly email: string;
  /** RSA key of that file. */
  readonly privateKey: KeyObject;
  /** `token_uri`, Google's token endpoint when absent. */
  readonly tokenUri?: string;
}

export interface AccessToken {
  readonly value: string;
  readonly expiresAt: Date;
}

/** `refused`: Google would not decode this token, which is the phone's fault. `unavailable`: ours or Google's. */
export class RemoteDecodeError extends Error {
  constructor(
    readonly code: "refused" | "unavailable",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "RemoteDecodeError";
  }
}

const TOKEN_URI = "https://oauth2.googleapis.com/token";
const SCOPE = "https://www.googleapis.com/auth/playintegrity";
const DECODE_URI = "https://playintegrity.googleapis.com/v1/";
const ASSERTION_SECONDS = 3600;
/** An access token is not used in its last minute. */
const MARGIN_SECONDS = 60;

/** A new access token by JWT bearer assertion; keep it until it expires. */
export async function requestAccessToken(account: ServiceAccount, now: Date, post: Post): Promise<AccessToken> {
  const audience = account.tokenUri ?? TOKEN_URI;
  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: bearerAssertion(account, audience, now),
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await attempt(post(audience, headers, body.toString()));
  const { access_token: value, expires_in: seconds } = parseObject(answer.body);
  if (answer.status !== 200 || typeof value !== "string" || typeof seconds !== "number") {
    throw new RemoteDecodeError("unavailable", `The token endpoint answered ${answer.status}.`);
  }
  return { value, expiresAt: new Date(now.getTime() + (seconds - MARGIN_SECONDS) * 1000) };
}

/** The decoded verdict (`tokenPayloadExternal`), not yet judged. */
export async function decodeRemotely(
  token: string,
  packageName: string,
  access: AccessToken,
  post: Post,
): Promise<unknown> {
  const url = `${DECODE_URI}${encodeURIComponent(packageName)}:decodeIntegrityToken`;
  const headers = { "content-type": "application/json", authorization: `Bearer ${access.value}` };
  const answer = await attempt(post(url, headers, JSON.stringify({ integrity_token: token })));
  if (answer.status === 400) throw new RemoteDecodeError("refused", "Google does not decode this token.");
  const payload = parseObject(answer.body).tokenPayloadExternal;
  if (answer.status !== 200 || payload === undefined) {
    throw new RemoteDecodeError("unavailable", `The decode endpoint answered ${answer.status}.`);
  }
  return payload;
}

/** RFC 7523 section 3: an RS256 JWT that says who asks, for what, of whom. */
function bearerAssertion(account: ServiceAccount, audience: string, now: Date): string {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims = { iss: account.email, scope: SCOPE, aud: audience, iat: issuedAt, exp: issuedAt + ASSERTION_SECONDS };
  const input = [{ alg: "RS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${input}.${sign("sha256", Buffer.from(input), account.privateKey).toString("base64url")}`;
}

async function attempt<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw new RemoteDecodeError("unavailable", "Google's servers could not be reached.", { cause });
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    // An answer without JSON has none of the members the caller looks for.
    return {};
  }
}
