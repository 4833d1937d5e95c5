import { createSecretKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { expect, it } from "vitest";
import { STARTING_POLICY } from "../contract/policy";
import { ENROLMENT_PROFILE, ENROLMENT_TYP } from "../contract/protocol";
import { exportP256PublicJwk } from "../encoding/p256-keys";
import { attestAppKey } from "../virtual-phones/iphone";
import { createTestAuthorities } from "../virtual-phones/test-authorities";
import { issueChallenge } from "./challenge";
import type { AttestationContext } from "./context";
import { openCredential } from "./credential";
import { enrol } from "./enrol";
import { evidenceBinding } from "./evidence-binding";
import type { RegisteredApp } from "./reference-values";
import { testTrust } from "./test-roots";
import { NO_LINK_CACHE } from "./x509/link-cache";

const TEAM = "TEAM123456";
const testKey = Buffer.from("test key");
const { apple } = createTestAuthorities(testKey);
const app: RegisteredApp = {
  id: 7,
  platform: "ios",
  appId: "com.example.ios",
  name: "Example",
  acceptsTestTraffic: true,
  builds: [{ versionName: "1", versionCode: 1, signerDigests: [], teamId: TEAM, expiresAt: null }],
  playKeys: null,
  policy: { id: 1, version: 1, rules: STARTING_POLICY },
};
const context: AttestationContext = {
  now: new Date("2026-11-22T12:00:00Z"),
  references: {
    findApp: () => app,
    appById: () => app,
    override: () => null,
    developmentCredential: () => null,
    endedDevelopmentCredential: () => null,
  },
  trust: {
    keyAttestationAnchors: [],
    appAttestAnchors: [],
    revocation: "unavailable",
    test: testTrust(testKey),
    links: NO_LINK_CACHE,
    decodeVerdict: null,
  },
  challengeKey: createSecretKey(randomBytes(32)),
  credentialKey: createSecretKey(randomBytes(32)),
  testKey,
  country: "",
  newInstanceId: () => "00000000-0000-4000-8000-000000000001",
  redeemDevelopmentUse: async () => false,
};

/** One enrolment of a virtual iPhone; `spell` writes its key id in another way. */
async function enrolIphone(spell: (keyId: string) => string = (keyId) => keyId, clientDataHash?: Buffer) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = exportP256PublicJwk(publicKey);
  const binding = { purpose: "enrolment", platform: "ios", appId: app.appId } as const;
  const challenge = issueChallenge(binding, context.now, context.challengeKey, 0);
  const attested = attestAppKey(apple, {
    appId: `${TEAM}.${app.appId}`,
    clientDataHash: clientDataHash ?? evidenceBinding(challenge, jwk),
  });
  const claims = {
    eat_nonce: challenge,
    eat_profile: ENROLMENT_PROFILE,
    swname: app.appId,
    swversion: "1",
    platform: "ios",
    version_code: 1,
    signer_digests: [],
    hwmodel: Buffer.from("iPhone17,3").toString("base64url"),
    os_version: "26.1",
    sdk_version: "1.0.0",
    cnf: { jwk },
    evidence: { format: "app-attest", keyId: spell(attested.keyId), attestation: attested.attestation },
  };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${encode({ alg: "ES256", typ: ENROLMENT_TYP })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
  const result = await enrol({ evidence: `${input}.${signature.toString("base64url")}` }, context);
  return { ...result, keyId: attested.keyId };
}

it("binds a key of its own to the attested one, which the credential carries", async () => {
  const { enrolled, attempt, keyId } = await enrolIphone();
  expect(attempt).toMatchObject({ outcome: "pass", test: true });
  const credential = openCredential(enrolled?.credential ?? "", context.credentialKey);
  expect(credential).toMatchObject({ fmt: "app-attest", lvl: "secure-enclave", test: true });
  expect(credential?.att?.aak?.id).toBe(`${TEAM}.${app.appId}`);
  expect(credential?.att?.aak?.x).not.toBe(credential?.cnf.x);
  expect(enrolled?.instance.appAttest).toMatchObject({ keyId, environment: "production" });
});

it("knows a key id by its bytes, however it is spelled", async () => {
  const { enrolled, keyId } = await enrolIphone((text) => Buffer.from(text, "base64").toString("base64url"));
  expect(enrolled?.instance.appAttest?.keyId).toBe(keyId);
});

it("refuses an attestation that was made for another challenge or key", async () => {
  const { enrolled, attempt } = await enrolIphone((keyId) => keyId, randomBytes(32));
  expect(enrolled).toBeNull();
  expect(attempt.refusal?.code).toBe("invalid_token");
  expect(attempt.signals).toContain("replayed");
  expect(attempt.checks.find(([id]) => id === "attestation-nonce")?.[1]).toBe("fail");
});
