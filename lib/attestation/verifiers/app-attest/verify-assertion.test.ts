import { createHash, sign } from "node:crypto";
import { decode, encode } from "cborg";
import { describe, expect, it } from "vitest";
import type { AppAttestAssertionCheck } from "../../../contract/evidence-checks/app-attest";
import { generateEcKeys } from "../../../virtual-phones/certificates";
import { type AssertionOptions, assertRequest, pointOf } from "../../../virtual-phones/iphone";
import type { AppAttestAssertionContext } from "./context";
import { importX962, verifyAppAttestAssertion } from "./verify-assertion";

const APP_ID = "ABCDE12345.com.example.bank";
const keys = generateEcKeys();
const hash = createHash("sha256").update("the exact bytes of a request").digest();
const context: AppAttestAssertionContext = {
  clientDataHash: hash,
  appId: APP_ID,
  publicKey: importX962(pointOf(keys.publicKey)),
  previousCounter: 4,
};
const phone = (options: Partial<AssertionOptions> = {}) =>
  assertRequest(keys, { appId: APP_ID, clientDataHash: hash, counter: 5, ...options });

function judge(assertion: string, changes: Partial<AppAttestAssertionContext> = {}) {
  const result = verifyAppAttestAssertion(assertion, { ...context, ...changes });
  return { result, failed: result.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id) };
}

describe("an honest phone", () => {
  it("is verified, and its counter returned for the caller to store", () => {
    expect(judge(phone()).result).toMatchObject({ verified: true, counter: 5, signals: [] });
  });

  it("is verified with a counter of 2^32-1, which is unsigned", () => {
    expect(judge(phone({ counter: 0xffff_ffff })).result).toMatchObject({ verified: true, counter: 0xffff_ffff });
  });

  it("is verified with extension bytes after the counter, readable or not", () => {
    const map = new Map([["apple_bundle_version_01", "7.12"]]);
    expect(judge(phone({ extensions: map })).failed).toEqual([]);
    expect(judge(phone({ appended: Buffer.of(0xff) })).failed).toEqual([]);
  });
});

/** A genuine assertion with members replaced; null leaves one out. */
function rebuilt(members: Record<string, Uint8Array | null>, after: Uint8Array = Buffer.alloc(0)): string {
  const map = { ...decode(Buffer.from(phone(), "base64")), ...members };
  const present = Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));
  return Buffer.concat([encode(present), after]).toString("base64");
}

/** Genuine authenticator data with a greater counter. */
function raised(): Buffer {
  const data = Buffer.from(decode(Buffer.from(phone(), "base64")).authenticatorData);
  data.writeUInt32BE(99, 33);
  return data;
}

const replayedChanges = { previousCounter: 5 };
const ATTACKS: [string, () => string, Partial<AppAttestAssertionContext>, AppAttestAssertionCheck, string][] = [
  ["an assertion of more than 1 KB", () => Buffer.alloc(1025).toString("base64"), {}, "assertion-decodes", "malformed"],
  ["an assertion that is no map", () => Buffer.of(0x80).toString("base64"), {}, "assertion-decodes", "malformed"],
  ["an assertion without a signature", () => rebuilt({ signature: null }), {}, "assertion-decodes", "malformed"],
  [
    "authenticator data of 36 bytes",
    () => rebuilt({ authenticatorData: Buffer.alloc(36) }),
    {},
    "assertion-decodes",
    "malformed",
  ],
  ["bytes after the assertion", () => rebuilt({}, Buffer.of(0)), {}, "assertion-decodes", "malformed"],
  [
    "a signature that is not in DER",
    () => rebuilt({ signature: sign("sha256", hash, { key: keys.privateKey, dsaEncoding: "ieee-p1363" }) }),
    {},
    "assertion-signature",
    "untrusted-chain",
  ],
  [
    "a counter that was raised after signing",
    () => rebuilt({ authenticatorData: raised() }),
    {},
    "assertion-signature",
    "untrusted-chain",
  ],
  [
    "a changed request",
    () => phone({ clientDataHash: Buffer.alloc(32) }),
    {},
    "assertion-signature",
    "untrusted-chain",
  ],
  [
    "another phone's key",
    () => phone(),
    { publicKey: generateEcKeys().publicKey },
    "assertion-signature",
    "untrusted-chain",
  ],
  ["another app", () => phone({ appId: "ABCDE12345.com.example.other" }), {}, "app-id-hash", "app-repackaged"],
  ["a replayed counter", () => phone(), replayedChanges, "assertion-counter", "replayed"],
  ["a counter that went back", () => phone({ counter: 3 }), {}, "assertion-counter", "replayed"],
];

describe("an attack", () => {
  it.each(ATTACKS)("%s is refused", (_name, assertion, changes, check, signal) => {
    const { result, failed } = judge(assertion(), changes);
    expect(failed).toContain(check);
    expect(result.signals).toContain(signal);
    expect(result.verified).toBe(false);
  });
});

it("a key that is no uncompressed P-256 point is refused when it is imported", () => {
  expect(() => importX962(Buffer.alloc(65, 4))).toThrow();
  expect(() => importX962(Buffer.alloc(33, 2))).toThrow();
});
