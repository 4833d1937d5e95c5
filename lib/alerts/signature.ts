/**
 * Webhook signatures after the Standard Webhooks specification 1.0: HMAC-SHA256 over `id.timestamp.body`, base64, as
 * `v1,<signature>`, so that receivers can check them with the libraries that exist.
 */
import { createHmac, randomBytes } from "node:crypto";

const SECRET_START = "whsec_";
const SECRET_BYTES = 32;
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

function hmac(secret: string, id: string, timestamp: string, body: string): Buffer {
  const key = Buffer.from(secret.slice(SECRET_START.length), "base64");
  return createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
}
