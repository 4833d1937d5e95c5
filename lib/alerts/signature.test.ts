import { describe, expect, it } from "vitest";
import { makeSigningSecret, signWebhook } from "./signature";
import { verifyWebhook } from "./testing/verify-webhook";

// The example of the Standard Webhooks specification, which its libraries are tested with.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const AT = new Date(1_614_265_330_000);
const BODY = '{"test": 2432232314}';

describe("a webhook's signature", () => {
  it("is the one of the specification's example", () => {
    expect(signWebhook(SECRET, ID, AT, BODY)).toEqual({
      "webhook-id": ID,
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it("holds for what was signed, and for nothing else", () => {
    const secret = makeSigningSecret();
    const headers = signWebhook(secret, ID, AT, BODY);
    expect(verifyWebhook(secret, headers, BODY, AT)).toBe(true);
    expect(verifyWebhook(secret, headers, `${BODY} `, AT)).toBe(false);
    expect(verifyWebhook(makeSigningSecret(), headers, BODY, AT)).toBe(false);
    expect(verifyWebhook(secret, { ...headers, "webhook-id": "other" }, BODY, AT)).toBe(false);
    expect(verifyWebhook(secret, { ...headers, "webhook-timestamp": "1614265331" }, BODY, AT)).toBe(false);
    expect(verifyWebhook(secret, { ...headers, "webhook-signature": "v1,AAAA" }, BODY, AT)).toBe(false);
    expect(verifyWebhook(secret, { ...headers, "webhook-timestamp": "soon" }, BODY, AT)).toBe(false);
  });

  it("is found among several, as while a secret is rotated", () => {
    const headers = signWebhook(SECRET, ID, AT, BODY);
    const several = { ...headers, "webhook-signature": `v1,${"A".repeat(43)}= ${headers["webhook-signature"]}` };
    expect(verifyWebhook(SECRET, several, BODY, AT)).toBe(true);
  });

  it("is too old after five minutes", () => {
    const headers = signWebhook(SECRET, ID, AT, BODY);
    const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
    expect(verifyWebhook(SECRET, headers, BODY, later(300))).toBe(true);
    expect(verifyWebhook(SECRET, headers, BODY, later(301))).toBe(false);
    expect(verifyWebhook(SECRET, headers, BODY, later(-301))).toBe(false);
  });
});
