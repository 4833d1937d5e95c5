import { describe, expect, it } from "vitest";
import type { VersionRow, Versions } from "@/lib/contract/metrics";
import { createFormats } from "../ui/format";
import { affectedWords, instancesOf } from "./version-instances";

const formats = createFormats("en", "UTC");
const row = (name: string, sdkVersion: string, instances: number | null): VersionRow => ({
  name,
  sdkVersion,
  instances,
  pass: 10,
  fail: 0,
});
const answer = (versions: readonly VersionRow[], more: Partial<Versions> = {}): Versions => ({
  window: { from: 0, to: 86_400_000, stepSeconds: 3600, live: true },
  instances: null,
  approximate: false,
  versions: [...versions],
  unlisted: 0,
  platforms: [],
  ...more,
});
const words = (versions: Versions | undefined, name: string) => affectedWords(instancesOf(versions, name), formats);

describe("whom a revoked build hits", () => {
  it("is said to be unknown while the answer is not there", () => {
    expect(words(undefined, "7.18.0")).toBe("How many instances have this version is not known.");
  });

  it("is said to be unknown, and not nobody, where the instances of the window are not counted", () => {
    expect(words(answer([row("7.18.0", "4.2.0", null)], { approximate: true }), "7.18.0")).toBe(
      "How many instances have this version is not known.",
    );
  });

  it("is said to be unknown for a version that is not listed while others are not either", () => {
    expect(words(answer([row("7.18.0", "4.2.0", 5)], { unlisted: 3 }), "6.0.0")).toBe(
      "How many instances have this version is not known.",
    );
  });

  it("is nobody where every version is listed but this one", () => {
    expect(words(answer([row("7.18.0", "4.2.0", 5)]), "6.0.0")).toBe(
      "0 instances of this version attested in the last 24 h.",
    );
  });

  it("sums up the SDKs of a version, and says when it is an estimate", () => {
    const rows = [row("7.18.0", "4.2.0", 90_123), row("7.18.0", "4.1.3", 10_001), row("7.17.2", "4.1.3", 7)];
    expect(words(answer(rows), "7.18.0")).toBe("100,124 instances of this version attested in the last 24 h.");
    expect(words(answer(rows, { approximate: true }), "7.18.0")).toMatch(/^≈\s100,000 instances of this version/);
    expect(words(answer([row("7.17.2", "4.1.3", 1)]), "7.17.2")).toBe(
      "1 instance of this version attested in the last 24 h.",
    );
  });
});
