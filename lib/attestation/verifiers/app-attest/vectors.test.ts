import { describe, expect, it } from "vitest";
import { readVector, readVectors, reportFamily, vectorsAbsent } from "../../testing/vectors";
import { APP_ATTEST_ANCHORS } from "../../trust-anchors";
import type { AppleReferenceValues } from "./context";
import { verifyAppAttestEvidence } from "./verify";
import { importX962, verifyAppAttestAssertion } from "./verify-assertion";

interface AttestationInput {
  attestationObject: string;
  keyId: string;
  appId: string;
  environment: AppleReferenceValues["environment"];
  clientDataHash?: string;
}

interface AssertionInput {
  assertion: string;
  publicKeyX962: string;
  appId: string;
  previousCounter: number;
  clientDataHash: string;
}

interface Negative<Input> {
  change: Partial<Input> & { now?: string };
  expected: "fail";
  step: string;
}

interface AppAttestVector<Input> {
  id: string;
  kind: string;
  input: Input;
  validAt: string;
  expected: { result: "pass" | "partial" };
  negatives: Negative<Input>[];
  parsed: { iosVersionInCert?: string; receiptBytes?: number; counter: number };
}

interface Mutations {
  baseInput: Omit<AttestationInput, "attestationObject">;
  validAt: string;
  cases: { id: string; attestationObject: string; expected: "fail" }[];
}

/** The check that stands for each step name of the files. */
const CHECK_OF: Record<string, string> = {
  nonce: "attestation-nonce",
  rpIdHash: "app-id-hash",
  keyId: "key-id",
  validity: "chain-dates",
  aaguid: "app-attest-environment",
  counter: "assertion-counter",
  signature: "assertion-signature",
};

function failedOf(checks: readonly { id: string; outcome: string }[]): string[] {
  return checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
}

function appraiseAttestation(input: AttestationInput, now: string): string[] {
  const { checks } = verifyAppAttestEvidence(
    { keyId: input.keyId, attestation: input.attestationObject },
    {
      now: new Date(now),
      clientDataHash: input.clientDataHash === undefined ? null : Buffer.from(input.clientDataHash, "base64"),
      app: { appId: input.appId, environment: input.environment },
      anchors: APP_ATTEST_ANCHORS,
    },
  );
  return failedOf(checks);
}

function appraiseAssertion(input: AssertionInput): string[] {
  const { checks } = verifyAppAttestAssertion(input.assertion, {
    clientDataHash: Buffer.from(input.clientDataHash, "base64"),
    appId: input.appId,
    publicKey: importX962(Buffer.from(input.publicKeyX962, "base64")),
    previousCounter: input.previousCounter,
  });
  return failedOf(checks);
}

describe.skipIf(vectorsAbsent("app-attest"))("App Attest vectors", () => {
  const all = readVectors<AppAttestVector<AttestationInput & AssertionInput>>("app-attest");
  const cases = all.filter(({ kind }) => kind === "app-attest-attestation" || kind === "app-attest-assertion");

  it("every attestation and assertion of a real phone gets the verdict its file states", () => {
    const missed = cases.flatMap(({ id, kind, input, validAt, expected }) => {
      const failed = kind === "app-attest-assertion" ? appraiseAssertion(input) : appraiseAttestation(input, validAt);
      const wanted = expected.result === "partial" ? ["attestation-nonce"] : [];
      return failed.join() === wanted.join() ? [] : [`${id}: ${failed.join(" ")}`];
    });
    reportFamily("app-attest", cases.length, missed);
    expect(missed).toEqual([]);
    expect(cases).toHaveLength(15);
  });

  it("every derived negative fails at the step its file names", () => {
    let run = 0;
    const missed = cases.flatMap(({ id, kind, input, validAt, negatives, expected }) =>
      negatives.flatMap(({ change, step }) => {
        run += 1;
        const { now = validAt, ...changed } = change;
        const altered = { ...input, ...changed };
        const failed = kind === "app-attest-assertion" ? appraiseAssertion(altered) : appraiseAttestation(altered, now);
        const check = CHECK_OF[step] ?? step;
        const others = failed.filter(
          (name) => name !== check && !(expected.result === "partial" && name === "attestation-nonce"),
        );
        return failed.includes(check) && others.length === 0 ? [] : [`${id} ${step}: ${failed.join(" ")}`];
      }),
    );
    reportFamily("app-attest negatives", run, missed);
    expect(missed).toEqual([]);
    expect(run).toBeGreaterThan(60);
  });

  it("every structural mutation fails without an exception", () => {
    const { baseInput, validAt, cases: mutations } = readVector<Mutations>("app-attest/neg-structural-mutations.json");
    const missed = mutations.flatMap(({ id, attestationObject }) =>
      appraiseAttestation({ ...baseInput, attestationObject }, validAt).length > 0 ? [] : [id],
    );
    reportFamily("app-attest structural mutations", mutations.length, missed);
    expect(missed).toEqual([]);
    expect(mutations).toHaveLength(12);
  });

  it("the system version, the receipt and the attested key are read from the evidence", () => {
    for (const { input, validAt, expected, kind, parsed } of cases) {
      if (kind !== "app-attest-attestation" || expected.result !== "pass") continue;
      const result = verifyAppAttestEvidence(
        { keyId: input.keyId, attestation: input.attestationObject },
        {
          now: new Date(validAt),
          clientDataHash: Buffer.from(input.clientDataHash, "base64"),
          app: { appId: input.appId, environment: input.environment },
          anchors: APP_ATTEST_ANCHORS,
        },
      );
      if (!result.verified) throw new Error("must be verified");
      expect(result.claims.osVersion).toBe(parsed.iosVersionInCert ?? null);
      expect(result.claims.receipt).toHaveLength(parsed.receiptBytes ?? -1);
      expect(result.claims.appIds).toEqual([input.appId]);
      expect(result.claims.instanceKey?.crv).toBe("P-256");
    }
  });
});
