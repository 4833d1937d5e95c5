import { expect, it } from "vitest";
import { APPLE, GOOGLE_CA1, GOOGLE_RSA } from "../../attestation/trust-anchors";
import { publicAnchor, publicRevocationList } from "./public-trust";

const now = new Date("2026-11-22T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const row = {
  host: "one",
  source: "https://list.example",
  retrievedAt: hoursAgo(1),
  entries: 3,
  sha256: "ab".repeat(32),
  checkedAt: hoursAgo(1),
  nextAt: hoursAgo(-1),
  maximumAgeSeconds: 168 * 3600,
  problem: null,
};

it.each([
  ["fresh", "renewed when it was due", {}],
  ["aging", "whose source failed", { problem: "the source answered 500" }],
  ["aging", "that nobody looked after for hours", { nextAt: hoursAgo(5), retrievedAt: hoursAgo(6) }],
  ["expired", "past its age", { retrievedAt: hoursAgo(169), problem: "unreachable" }],
  ["missing", "that never was", { retrievedAt: null, entries: null, problem: "unreachable" }],
] as const)("says %s of a list %s", (state, _, change) => {
  expect(publicRevocationList({ ...row, ...change }, now).state).toBe(state);
});

it("names each anchor's key and subject as people compare them", () => {
  expect(publicAnchor("key-attestation", GOOGLE_RSA)).toMatchObject({ key: "RSA 4096", use: "trust" });
  expect(publicAnchor("key-attestation", GOOGLE_CA1)).toMatchObject({ key: "P-384" });
  expect(publicAnchor("app-attest", APPLE).name).toContain("CN=Apple App Attestation Root CA");
});
