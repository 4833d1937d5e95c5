import { createDecipheriv, createPublicKey } from "node:crypto";
import { compactVerify } from "jose";
import { describe, expect, it } from "vitest";
import type { Signal } from "../../../contract/signals";
import { readVector, reportFamily, vectorsAbsent } from "../../testing/vectors";
import type { PlayIntegrityContext } from "./context";
import { verifyPlayIntegrityVerdict } from "./verify";

interface VerdictVectors {
  config: { packageName: string; requestHash: string; allowedCertSha256: string[]; now: string; maxAgeSeconds: number };
  cases: { id: string; payload: unknown; expected: string; why: string }[];
}

interface KnownAnswers {
  aesKeyWrap256: { kek: string; plaintext: string; ciphertext: string };
  es256: { jwk: { kty: string; crv: string; x: string; y: string }; jws: string };
}

/** The signal by which each reason of the file shows. */
const SIGNALS_OF: Record<string, Signal[]> = {
  DEVICE_INTEGRITY_FAILED: ["root"],
  EMULATOR: ["emulator"],
  REPACKAGED: ["app-repackaged"],
  APP_UNEVALUATED: ["app-not-registered"],
  UNREGISTERED_APP: ["app-not-registered"],
  BINDING_MISMATCH: ["replayed"],
  BINDING_MISSING: ["malformed"],
  STALE: ["stale"],
  CLOCK: ["stale"],
  MALFORMED: ["malformed"],
  UNLICENSED: ["unlicensed"],
  MALWARE_RISK: ["malware-risk"],
  REMOTE_CONTROL: ["accessibility-abuse"],
  TEST_RESPONSE: ["dev-mode"],
};

/** Cases the policy decides, whose fact has no signal of its own: the check is annotated. */
const ANNOTATED: Record<string, string> = {
  LICENSE_UNEVALUATED: "licensing",
  HYPERACTIVE_DEVICE: "device-activity",
  UNEVALUATED: "app-access-risk",
};

describe.skipIf(vectorsAbsent("play-integrity"))("Play Integrity vectors", () => {
  const { config, cases } = readVector<VerdictVectors>("play-integrity/verdict-payloads.json");
  const context: PlayIntegrityContext = {
    now: new Date(config.now),
    binding: { kind: "standard", requestHash: config.requestHash },
    app: { packageName: config.packageName, signerDigests: config.allowedCertSha256 },
    environment: "production",
    maximumAgeSeconds: config.maxAgeSeconds,
  };

  it("every verdict is judged as its file states, for the reason it states", () => {
    const missed = cases.flatMap(({ id, payload, expected, why }) => {
      const { checks, signals } = verifyPlayIntegrityVerdict(payload, context);
      const failed = checks.filter(({ outcome }) => outcome === "fail").map((check) => check.id);
      const verdict = failed.length === 0 ? "pass" : "fail";
      const reason = /^[A-Z_]+/.exec(why)?.[0] ?? "";
      const faults = (SIGNALS_OF[reason] ?? []).filter((signal) => !signals.includes(signal));
      const wanted = expected.startsWith("fail") ? "fail" : "pass";
      if (verdict !== wanted) faults.push(`verdict ${verdict}` as Signal);
      const annotated = ANNOTATED[reason];
      if (annotated !== undefined && checks.find((check) => check.id === annotated)?.outcome !== "annotate") {
        return [`${id}: ${annotated} is not annotated`];
      }
      return faults.length === 0 ? [] : [`${id}: ${faults.join(" ")} (${failed.join(" ")})`];
    });
    reportFamily("play-integrity verdicts", cases.length, missed);
    expect(missed).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(26);
  });

  it("an old system is outdated once the policy asks for a newer one", () => {
    const old = cases.find(({ id }) => id === "old-sdk");
    const { signals } = verifyPlayIntegrityVerdict(old?.payload, { ...context, minimumSdkVersion: 30 });
    expect(signals).toContain("outdated-patch");
  });

  it("a response made for testers is noted outside production", () => {
    const testing = cases.find(({ id }) => id === "testing-response");
    const result = verifyPlayIntegrityVerdict(testing?.payload, { ...context, environment: "testing" });
    expect([result.verified, result.signals.includes("dev-mode")]).toEqual([true, true]);
  });

  it("the primitives give the RFCs' known answers", async () => {
    const { aesKeyWrap256, es256 } = readVector<KnownAnswers>("play-integrity/rfc-known-answers.json");
    const wrapped = Buffer.from(aesKeyWrap256.ciphertext, "hex");
    const iv = Buffer.from("a6a6a6a6a6a6a6a6", "hex");
    const decipher = createDecipheriv("id-aes256-wrap", Buffer.from(aesKeyWrap256.kek, "hex"), iv);
    expect(decipher.update(wrapped).toString("hex").toUpperCase()).toBe(aesKeyWrap256.plaintext);
    const key = createPublicKey({ key: es256.jwk, format: "jwk" });
    const { payload } = await compactVerify(es256.jws, key, { algorithms: ["ES256"] });
    expect(new TextDecoder().decode(payload)).toContain("joe");
    reportFamily("play-integrity known answers", 2, []);
  });
});
