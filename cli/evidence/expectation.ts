/** Comparing verdicts with what a file states. */

import { type AppraisalSettings, appraiseCase, type CaseVerdict } from "./appraise-case";
import type { EvidenceCase, Policy } from "./evidence-case";

/** The check that stands for each step name of the published negatives. */
const CHECK_OF_STEP: Readonly<Record<string, string>> = {
  nonce: "attestation-nonce",
  rpIdHash: "app-id-hash",
  keyId: "key-id",
  validity: "chain-dates",
  aaguid: "app-attest-environment",
  counter: "assertion-counter",
  signature: "assertion-signature",
};

export interface Tally {
  /** Cases that state a verdict. */
  readonly stated: number;
  readonly negatives: number;
  readonly missed: readonly string[];
}

/** Whether a verdict is the stated one; null where the file states none. */
function meetsExpectation(one: EvidenceCase, verdict: CaseVerdict, policy: Policy): boolean | null {
  const expected = one.expected?.[policy];
  if (expected === undefined) return null;
  if (expected === "policy") return true;
  if (expected !== "partial") return verdict.verdict === expected;
  const failed = verdict.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  return failed.join() === "attestation-nonce";
}

/** Runs a case's derived negatives and compares all of its verdicts with the stated ones. */
export async function tallyCase(one: EvidenceCase, verdict: CaseVerdict, settings: AppraisalSettings): Promise<Tally> {
  const met = meetsExpectation(one, verdict, settings.policy);
  const missed = met === false ? [`${one.id}: ${verdict.verdict}`] : [];
  // A negative may change the instant, so that an instant given on the command line has to stand back.
  const stated = { ...settings, at: null };
  for (const { step, changed } of settings.at === null ? one.negatives : []) {
    const { checks } = await appraiseCase(changed, stated);
    const check = CHECK_OF_STEP[step] ?? step;
    const caught = checks.some(({ id, outcome }) => id === check && outcome === "fail");
    if (!caught) missed.push(`${one.id}: changed ${step} is not caught`);
  }
  const negatives = settings.at === null ? one.negatives.length : 0;
  return { stated: met === null ? 0 : 1, negatives, missed };
}
