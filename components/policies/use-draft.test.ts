import { describe, expect, it } from "vitest";
import { STARTING_POLICY } from "@/lib/contract/policy";
import { parseDraft } from "./use-draft";

describe("a draft in the tab", () => {
  const draft = { policy: { ...STARTING_POLICY, minimumPatchLevel: "2025-1" }, reason: "why", baseVersion: 3 };

  it("keeps what was typed, and the version it was started from", () => {
    expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
  });

  it.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["a draft that does not say what it was started from", JSON.stringify({ ...draft, baseVersion: undefined })],
  ])("is none where there is %s", (_, text) => {
    expect(parseDraft(text)).toBeNull();
  });
});
