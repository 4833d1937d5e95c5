import { describe, expect, it } from "vitest";
import type { SetupState } from "@/lib/contract/admin/setup";
import { currentStep, progressWords, STEP_IDS, type StepId } from "./steps";

function stateWith(...done: StepId[]): SetupState {
  const is = (id: StepId) => done.includes(id);
  return {
    admin: { done: is("admin"), email: null, at: null },
    dataPlane: { done: is("dataPlane"), url: "", latencyMilliseconds: null },
    app: { done: is("app"), id: null, name: null, platform: null, at: null },
    attestation: { done: is("attestation"), event: null },
    apiDomain: { done: is("apiDomain"), domain: null, at: null },
    policy: { done: is("policy"), appId: null, app: null, version: null, at: null },
  };
}

describe("the checklist", () => {
  it("goes on with the first step that is not done, whatever is done after it", () => {
    expect(currentStep(stateWith("admin", "dataPlane", "apiDomain"))).toBe("app");
    expect(currentStep(stateWith(...STEP_IDS))).toBeNull();
  });

  it("counts what is done and says what the next step brings", () => {
    expect(progressWords(stateWith("admin", "dataPlane", "app"))).toBe(
      "Three of six done. The next one puts a first attestation on this screen.",
    );
    expect(progressWords(stateWith(...STEP_IDS))).toBe("All six done. Attestry attests.");
  });
});
