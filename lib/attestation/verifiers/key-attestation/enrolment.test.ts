import { describe, expect, it } from "vitest";
import { STARTING_POLICY } from "../../../contract/policy";
import { testAnchor } from "../../../virtual-phones/certificates";
import { attestKey } from "../../../virtual-phones/pixel";
import { attestationChallenge } from "../../evidence-binding";
import { type EvidenceTrust, VerifierUnavailableError } from "../../evidence-trust";
import type { RegisteredApp } from "../../reference-values";
import { factory, honest, jwkOf, keys, NOW, PACKAGE, root, SIGNER } from "../../testing/honest-pixel";
import { NO_LINK_CACHE } from "../../x509/link-cache";
import type { InputOf } from "../input";
import { verifyKeyAttestation } from "./enrolment";

const challenge = Buffer.from("a challenge of ours").toString("base64url");
const app: RegisteredApp = {
  id: 1,
  platform: "android",
  appId: PACKAGE,
  name: "Bank",
  acceptsTestTraffic: false,
  builds: [{ versionName: "1", versionCode: 1, signerDigests: [SIGNER], teamId: null, expiresAt: null }],
  playKeys: null,
  policy: { id: 1, version: 1, rules: STARTING_POLICY },
};
const trust: EvidenceTrust = {
  keyAttestationAnchors: [testAnchor("vendor", root)],
  appAttestAnchors: [],
  revocation: { list: new Map(), retrievedAt: NOW, maximumAgeSeconds: 60 },
  test: null,
  links: NO_LINK_CACHE,
  decodeVerdict: null,
};

function input(change: Partial<EvidenceTrust> = {}, certificates = chain()): InputOf<"key-attestation"> {
  return {
    evidence: { format: "key-attestation", certificates },
    app,
    platform: "android",
    instanceKey: jwkOf(keys),
    challenge,
    trust: { ...trust, ...change },
    now: NOW,
  };
}

const chain = () => attestKey(factory, keys.publicKey, { ...honest, challenge: attestationChallenge(challenge) });

describe("a chain that would pass", () => {
  it("passes with a fresh revocation list", () => {
    expect(verifyKeyAttestation(input()).verified).toBe(true);
  });

  it("gets no verdict without a list: that is our malfunction and not the phone's", () => {
    expect(() => verifyKeyAttestation(input({ revocation: "unavailable" }))).toThrow(VerifierUnavailableError);
  });

  it("gets no verdict by a list that is past its age", () => {
    const stale = { list: new Map(), retrievedAt: new Date(NOW.getTime() - 61_000), maximumAgeSeconds: 60 };
    expect(() => verifyKeyAttestation(input({ revocation: stale }))).toThrow(VerifierUnavailableError);
  });
});

it("a chain that is bad for another reason is refused without a list too", () => {
  const [leaf = "", ...issuers] = chain();
  const result = verifyKeyAttestation(input({ revocation: "unavailable" }, [leaf, ...issuers.slice(1)]));
  expect(result.verified).toBe(false);
});
