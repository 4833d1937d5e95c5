import { describe, expect, it } from "vitest";
import { appraisalPolicySchema, STARTING_POLICY } from "@/lib/contract/policy";
import { policyChanges } from "./changes";

describe("the differences of two policies", () => {
  it("are none when both judge alike, however they are written", () => {
    const spelledOut = appraisalPolicySchema.parse({
      ...STARTING_POLICY,
      signals: { ...STARTING_POLICY.signals, emulator: "annotate" },
      evidence: { ...STARTING_POLICY.evidence, formats: [...STARTING_POLICY.evidence.formats].reverse() },
    });
    expect(policyChanges(STARTING_POLICY, spelledOut)).toEqual([]);
  });

  it("name each signal and rule with what it was and what it becomes", () => {
    const stricter = appraisalPolicySchema.parse({
      ...STARTING_POLICY,
      signals: { ...STARTING_POLICY.signals, emulator: "reject", root: "annotate" },
      minimumPatchLevel: "2025-11",
      builds: "exact",
      evidence: { formats: ["key-attestation"], minimumSecurityLevel: "trusted-environment" },
      tellReasons: true,
    });
    expect(policyChanges(STARTING_POLICY, stricter)).toEqual([
      { name: "root", before: "reject", after: "annotate" },
      { name: "emulator", before: "annotate", after: "reject" },
      { name: "oldest security patch", before: "any", after: "2025-11" },
      { name: "builds", before: "any version by a registered signer", after: "only registered builds" },
      {
        name: "evidence",
        before: "App Attest, Key Attestation, Play Integrity, Software key",
        after: "Key Attestation",
      },
      { name: "instance key in", before: "anything", after: "trusted environment" },
      { name: "refused apps are told", before: "the ARC only", after: "the reasons" },
    ]);
  });
});
