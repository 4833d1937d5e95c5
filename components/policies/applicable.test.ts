import { describe, expect, it } from "vitest";
import { FIXED_REJECT } from "@/lib/contract/policy";
import { formatsOn, proversInWords, signalsOn } from "./applicable";

describe("what a policy can set", () => {
  it("leaves out what the platform can't have, and what always rejects", () => {
    expect(signalsOn("android")).toContain("root");
    expect(signalsOn("android")).not.toContain("jailbreak");
    expect(signalsOn("ios")).toContain("jailbreak");
    expect(signalsOn("ios")).not.toContain("bootloader-unlocked");
    for (const platform of ["android", "ios"] as const) {
      for (const signal of FIXED_REJECT) expect(signalsOn(platform)).not.toContain(signal);
    }
  });

  it("names only provers that speak for the platform", () => {
    expect(proversInWords("emulator", "android")).toBe("SDK, hardware, Play");
    expect(proversInWords("emulator", "ios")).toBe("SDK");
  });

  it("offers each platform its own evidence", () => {
    expect(formatsOn("android")).toEqual(["software-key", "key-attestation", "play-integrity"]);
    expect(formatsOn("ios")).toEqual(["software-key", "app-attest"]);
  });
});
