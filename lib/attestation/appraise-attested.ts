/**
 * The policy's rules on what platform evidence proved. They are applied at enrolment and at every attestation to the
 * facts in the credential: what the hardware said counts whatever the SDK says later.
 * @module
 */
import type { StoredCheck } from "../contract/checks";
import type { CheckOutcome } from "../contract/evidence";
import type { KeyAttestationCheck } from "../contract/evidence-checks/key-attestation";
import type { AppraisalPolicy } from "../contract/policy";
import type { Signal } from "../contract/signals";
import type { AttestedFacts } from "./attested-facts";
import { compareVersions } from "./reference-values";

export interface AttestedInput {
  readonly facts: AttestedFacts;
  readonly rules: AppraisalPolicy | null;
  /** SHA-256 of the certificates that sign registered builds. */
  readonly registeredSigners: readonly string[];
  /** How a check ends that establishes a signal, by what the policy makes of it. */
  readonly outcomeOf: (signal: Signal) => CheckOutcome;
}

/** Adds what the rules establish to `signals`. Rules about facts that the format does not give leave no check. */
export function judgeAttested(input: AttestedInput, signals: Set<Signal>): StoredCheck[] {
  const { facts, rules, registeredSigners, outcomeOf } = input;
  const require = (
    id: KeyAttestationCheck | "boot-key-allowed",
    holds: boolean,
    signal: Signal,
    found: string,
    expected: string,
  ): StoredCheck => {
    if (!holds) signals.add(signal);
    return [id, holds ? "pass" : outcomeOf(signal), found.slice(0, 200), expected.slice(0, 200)];
  };
  const checks: StoredCheck[] = [];
  if (facts.sgn !== undefined) {
    const holds = facts.sgn.every((digest) => registeredSigners.includes(digest));
    const expected = registeredSigners.map(shorten).join(" or ") || "no build registered";
    checks.push(require("app-signer", holds, "app-repackaged", facts.sgn.map(shorten).join(", "), expected));
  }
  if (rules === null || facts.prv === undefined) return checks;
  const { evidence } = rules;
  if (facts.vbk !== undefined) {
    const holds = evidence.allowedBootKeys.includes(facts.vbk);
    checks.push(require("boot-key-allowed", holds, "custom-os", facts.vbk, "an allowed boot key"));
  }
  if (evidence.remoteProvisioningFromOsVersion !== null) {
    const from = evidence.remoteProvisioningFromOsVersion;
    const asked = isAtLeast(facts.os, from);
    const expected = asked ? "remote" : `remote from version ${from} on`;
    checks.push(require("key-provisioning", !asked || facts.prv === "remote", "untrusted-chain", facts.prv, expected));
  }
  if (rules.minimumOsVersion !== null) {
    const holds = facts.os !== undefined && compareVersions(facts.os, rules.minimumOsVersion) >= 0;
    const expected = `${rules.minimumOsVersion} or newer`;
    checks.push(require("attested-os-version", holds, "outdated-patch", facts.os ?? "unknown", expected));
  }
  const floors = [
    ["os-patch", facts.pat, rules.minimumPatchLevel],
    ["vendor-patch", facts.vpt, evidence.minimumVendorPatchLevel],
    ["boot-patch", facts.bpt, evidence.minimumBootPatchLevel],
  ] as const;
  for (const [id, level, minimum] of floors) {
    if (minimum === null) continue;
    const expected = `${minimum} or newer`;
    checks.push(require(id, reachesPatch(level, minimum), "outdated-patch", level ?? "unknown", expected));
  }
  return checks;
}

/** Whether `level` is no older; an unknown one is. A month is compared with a month: no level is older than its first day. */
function reachesPatch(level: string | undefined, minimum: string): boolean {
  return level !== undefined && level >= minimum.slice(0, level.length);
}

/** Whether a version is `from` or newer; an unknown one counts as such, so that silence is no way around a rule. */
export function isAtLeast(version: string | undefined, from: string): boolean {
  return version === undefined || !/^\d/.test(version) || compareVersions(version, from) >= 0;
}

function shorten(digest: string): string {
  return `${digest.slice(0, 8)}…${digest.slice(-4)}`;
}
