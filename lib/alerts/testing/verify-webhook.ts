import { createHmac, timingSafeEqual } from "node:crypto";
import type { SignedHeaders } from "../signature";

const TOLERANCE_SECONDS = 300;

/** What a receiver does, as docs/alerts.md shows it: any of the signatures is ours, and the timestamp near enough. */
export function verifyWebhook(secret: string, headers: SignedHeaders, body: string, now: Date): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  if (!(Math.abs(now.getTime() / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS)) return false;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(" ").some((one) => {
    const given = Buffer.from(one.slice(3), "base64");
    return one.startsWith("v1,") && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
