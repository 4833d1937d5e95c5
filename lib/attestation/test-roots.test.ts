import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { encodeName, generateEcKeys } from "../virtual-phones/certificates";
import { attestKey } from "../virtual-phones/pixel";
import { createTestAuthorities } from "../virtual-phones/test-authorities";
import { deriveTestRoots, TEST_ROOT_NAMES, testTrust } from "./test-roots";
import { honest, judge, jwkOf, keys } from "./testing/honest-pixel";

const key = Buffer.from("attestry-test-key");

it("the same test key gives the same roots, another gives others", () => {
  const spki = (testKey: Buffer) => deriveTestRoots(testKey).android.publicKey.export({ type: "spki", format: "der" });
  expect(spki(key)).toEqual(spki(Buffer.from(key)));
  expect(spki(Buffer.from("another"))).not.toEqual(spki(key));
  // Fixed for good: phones and service of different releases must agree.
  expect(createHash("sha256").update(spki(key)).digest("hex").slice(0, 16)).toBe("f150765821fbd654");
});

it("no two of the roots share a key", () => {
  const { android, apple, play } = deriveTestRoots(key);
  const spkis = [android, apple, play.signing].map(({ publicKey }) =>
    publicKey.export({ type: "spki", format: "der" }).toString("hex"),
  );
  expect(new Set(spkis).size).toBe(3);
});

it("names the roots as their certificates do", () => {
  const { android, apple } = testTrust(key);
  expect(Buffer.from(android.subject)).toEqual(encodeName({ CN: TEST_ROOT_NAMES.android }));
  expect(Buffer.from(apple.subject)).toEqual(encodeName({ CN: TEST_ROOT_NAMES.apple }));
});

it("accepts what the test authorities mint, as test traffic, and refuses the revoked serial", () => {
  const authorities = createTestAuthorities(key);
  const { android, revocation } = testTrust(key);
  const by = (factory: typeof authorities.factory) =>
    judge(attestKey(factory, keys.publicKey, honest), {
      anchors: [android],
      revocation,
      confirmationKey: jwkOf(keys),
    });
  const { result } = by(authorities.remote);
  expect(result.verified && result.claims.test).toBe(true);
  expect(by(authorities.revoked).failed).toEqual(["chain-revocation"]);
});

it("refuses a root of the same name and another key", () => {
  const authorities = createTestAuthorities(Buffer.from("somebody else's"));
  const { android, revocation } = testTrust(key);
  const chain = attestKey(authorities.factory, generateEcKeys().publicKey, honest);
  expect(judge(chain, { anchors: [android], revocation, confirmationKey: null }).failed).toContain("chain-anchor");
});
