import { expect, it } from "vitest";
import { STARTING_POLICY } from "../../lib/contract/policy";
import { differences } from "./differences";

it("names each member in which two policies differ, and nothing else", () => {
  const changed = {
    ...STARTING_POLICY,
    signals: { ...STARTING_POLICY.signals, emulator: "reject", root: "annotate" },
    evidence: { ...STARTING_POLICY.evidence, formats: ["software-key"] },
  };
  expect(differences(STARTING_POLICY, changed)).toEqual([
    { path: "evidence.formats", from: STARTING_POLICY.evidence.formats, to: ["software-key"] },
    { path: "signals.emulator", from: undefined, to: "reject" },
    { path: "signals.root", from: "reject", to: "annotate" },
  ]);
  expect(differences(changed, structuredClone(changed))).toEqual([]);
});

it("tells null from nothing, and an empty list from an empty object", () => {
  expect(differences({ a: null }, {})).toEqual([{ path: "a", from: null, to: undefined }]);
  expect(differences({ a: [] }, { a: {} })).toEqual([{ path: "a", from: [], to: {} }]);
});
