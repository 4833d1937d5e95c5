/**
 * Webhook signatures after the Standard Webhooks specification 1.0: HMAC-SHA256 over `id.timestamp.body`, base64, as
 * `v1,<signature>`, so that receivers can check them with the libraries that exist.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_START = "whsec_";
const SECRET_BYTES = 32;
/** How far a receiver lets the timestamp be off, as the specification suggests. */
export const TOLERANCE_SECONDS = 300;

/** A fresh signing secret: `whsec_` and 32 random bytes in base64. */
export function makeSigningSecret(): string {
  return SECRET_START + randomBytes(SECRET_BYTES).toString("base64");
}

export interface SignedHeaders {
  readonly "webhook-id": string;
  /** Seconds since 1970. */
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
}

/** The headers of one attempt. The id stays the same over all attempts, the timestamp is the attempt's own. */
export function signWebhook(secret: string, id: string, at: Date, body: string): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${hmac(secret, id, timestamp, body).toString("base64")}`,
  };
}

/** What a receiver does: whether any of the signatures is ours and the timestamp is near enough. */
export function verifyWebhook(secret: string, headers: SignedHeaders, body: string, now: Date): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (!(age <= TOLERANCE_SECONDS)) return false;
  const expected = hmac(secret, id, timestamp, body);
  return signatures.split(" ").some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
    return one.startsWith("v1,") && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function hmac(secret: string, id: string, timestamp: string, body: string): Buffer {
  const key = Buffer.from(secret.slice(SECRET_START.length), "base64");
  return createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
}
