import { expect, it } from "vitest";
import type { CheckTable } from "../../contract/evidence-checks/table";
import type { EvidenceClaims } from "../claims";
import { createReport } from "./report";

const TABLE = {
  first: { stage: "evidence", title: "First", binding: true },
  second: { stage: "device", title: "Second", binding: false },
} as const satisfies CheckTable;

const claims: EvidenceClaims = {
  format: "key-attestation",
  platform: "android",
  securityLevel: "software",
  instanceKey: null,
  appIds: [],
  signerDigests: [],
  versionCode: null,
  patchLevel: null,
  osVersion: null,
  verifiedBootKey: null,
  test: false,
  details: {},
};

const report = () => createReport<keyof typeof TABLE>(TABLE);

it("lists every check in the table's order, the ones nobody made as skipped", () => {
  const made = report();
  made.fail("second", ["root"]);
  expect(made.checks().map(({ id, outcome }) => [id, outcome])).toEqual([
    ["first", "skip"],
    ["second", "fail"],
  ]);
});

it("verifies nothing while a binding check was not made, and asks for no claims", () => {
  const made = report();
  made.pass("second");
  const result = made.result(() => {
    throw new Error("asked for claims");
  });
  expect(result).toMatchObject({ verified: false, signals: ["untrusted-chain"] });
});

it("verifies evidence that speaks against the device, and evidence whose binding check was skipped on purpose", () => {
  const made = report();
  made.skip("first", "switched off");
  made.fail("second", ["root"]);
  expect(made.result(() => claims)).toMatchObject({ verified: true, signals: ["root"] });
});

it("gives evidence that proves nothing a signal that no policy can wave through", () => {
  const revoked = report();
  revoked.fail("first", ["key-revoked"]);
  expect(revoked.result(null).signals).toEqual(["key-revoked", "untrusted-chain"]);
  const malformed = report();
  malformed.fail("first", ["malformed"]);
  expect(malformed.result(null).signals).toEqual(["malformed"]);
});

it("notes what a laxer policy does not judge, with its signals", () => {
  const made = createReport<keyof typeof TABLE>(TABLE, (id) => id === "first");
  made.pass("first");
  made.fail("second", ["root"]);
  const { checks, signals, verified } = made.result(() => claims);
  expect([verified, checks[1]?.outcome, signals]).toEqual([true, "annotate", ["root"]]);
});

it("shows what was found in at most 200 printable characters", () => {
  const made = report();
  made.pass("first", { found: "a\u0000b\u202ec\nd\u2028é", expected: "x".repeat(300) });
  const [check] = made.checks();
  expect(check?.found).toBe("a\ufffdb\ufffdc\ufffdd\ufffdé");
  expect(check?.expected).toHaveLength(200);
});
