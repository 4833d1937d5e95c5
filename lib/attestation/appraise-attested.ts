/**
 * The policy's rules on what platform evidence proved. They are applied at enrolment and at every attestation to the
 * facts in the credential: what the hardware said counts whatever the SDK says later.
 * @module
 */
import type { StoredCheck } from "../contract/checks";
import type { SecurityLevel } from "../contract/evidence";
import { SECURITY_LEVELS } from "../contract/evidence";
import type { KeyAttestationCheck } from "../contract/evidence-checks/key-attestation";
import type { AppraisalPolicy } from "../contract/policy";
import type { Signal } from "../contract/signals";
import type { AttestedFacts } from "./attested-facts";
import { compareVersions } from "./reference-values";

/** What the rules look at. */
export interface AttestedSubject {
  readonly facts: AttestedFacts;
  readonly securityLevel: SecurityLevel;
  /** System version as the SDK says it, where the hardware does not. */
  readonly osVersion: string;
  /** Whether some certificate that the evidence names signs no registered build. */
  readonly foreignSigner: boolean;
}

/** One rule applied: what it establishes where it does not hold. */
export interface AttestedRule {
  readonly id: KeyAttestationCheck | "boot-key-allowed" | "hardware-key";
  readonly holds: boolean;
  /** False where the rule asks nothing of this subject. */
  readonly applies: boolean;
  readonly signal: Signal;
  /** Rejects whatever the signal's action is. */
  readonly forced: boolean;
  readonly found: string;
  readonly expected: string;
}

/** The rules that a policy has and the evidence has facts for, in order. Empty without a policy, but for the signers. */
export function attestedRules(rules: AppraisalPolicy | null, subject: AttestedSubject): AttestedRule[] {
  const signers = signerRule(subject);
  if (rules === null) return signers;
  return [...hardwareRule(rules, subject), ...signers, ...deviceRules(rules, subject.facts)];
}

function signerRule({ facts, foreignSigner }: AttestedSubject): AttestedRule[] {
  if (facts.sgn === undefined) return [];
  const found = facts.sgn.map((digest) => `${digest.slice(0, 8)}…${digest.slice(-4)}`).join(", ");
  return [rule("app-signer", !foreignSigner, "app-repackaged", found, "certificates of registered builds")];
}

/** From the policy's system version on, a key outside of hardware is refused as such, whatever its signal's action. */
function hardwareRule({ evidence }: AppraisalPolicy, { facts, securityLevel, osVersion }: AttestedSubject) {
  const from = evidence.hardwareFromOsVersion;
  if (from === null) return [];
  const version = facts.os ?? osVersion;
  const expected = `in hardware from ${from} on`;
  const made = rule(
    "hardware-key",
    isHardware(securityLevel),
    "software-key",
    `${securityLevel}, ${version}`,
    expected,
  );
  return [{ ...made, forced: true, applies: made.holds || isAtLeast(version, from) }];
}

/** A key counts as held in hardware where the hardware itself said so: Play Integrity says nothing of keys. */
export function isHardware(level: SecurityLevel): boolean {
  return SECURITY_LEVELS.indexOf(level) >= SECURITY_LEVELS.indexOf("trusted-environment");
}

function deviceRules(rules: AppraisalPolicy, facts: AttestedFacts): AttestedRule[] {
  const { evidence } = rules;
  const made: AttestedRule[] = [];
  if (facts.vbk !== undefined) {
    made.push(rule("boot-key-allowed", isAllowedBoot(rules, facts), "custom-os", facts.vbk, "an allowed boot key"));
  }
  const remoteFrom = evidence.remoteProvisioningFromOsVersion;
  if (facts.prv !== undefined && remoteFrom !== null) {
    const remote = rule(
      "key-provisioning",
      facts.prv === "remote",
      "untrusted-chain",
      facts.prv,
      `remote from ${remoteFrom} on`,
    );
    made.push({ ...remote, applies: remote.holds || isAtLeast(facts.os, remoteFrom) });
  }
  // Only a chain of Key Attestation has these: what it leaves out is unknown, and unknown reaches no minimum.
  if (facts.prv === undefined) return made;
  if (rules.minimumOsVersion !== null) {
    const holds = facts.os !== undefined && compareVersions(facts.os, rules.minimumOsVersion) >= 0;
    const expected = `${rules.minimumOsVersion} or newer`;
    made.push(rule("attested-os-version", holds, "outdated-patch", facts.os ?? "unknown", expected));
  }
  const floors = [
    ["os-patch", facts.pat, rules.minimumPatchLevel],
    ["vendor-patch", facts.vpt, evidence.minimumVendorPatchLevel],
    ["boot-patch", facts.bpt, evidence.minimumBootPatchLevel],
  ] as const;
  for (const [id, level, minimum] of floors) {
    if (minimum === null) continue;
    made.push(rule(id, reachesPatch(level, minimum), "outdated-patch", level ?? "unknown", `${minimum} or newer`));
  }
  return made;
}

function rule(id: AttestedRule["id"], holds: boolean, signal: Signal, found: string, expected: string): AttestedRule {
  return { id, holds, applies: true, signal, forced: false, found, expected };
}

/** Whether the owner accepts the system that was verified at boot, although it is not the vendor's. */
export function isAllowedBoot(rules: AppraisalPolicy | null, { vbk }: AttestedFacts): boolean {
  return vbk !== undefined && rules?.evidence.allowedBootKeys.includes(vbk) === true;
}

/** Whether `level` is no older; an unknown one is. A month is compared with a month: no level is older than its first day. */
function reachesPatch(level: string | undefined, minimum: string): boolean {
  return level !== undefined && level >= minimum.slice(0, level.length);
}

/** Whether a version is `from` or newer; an unknown one counts as such, so that silence is no way around a rule. */
export function isAtLeast(version: string | undefined, from: string): boolean {
  return version === undefined || !/^\d/.test(version) || compareVersions(version, from) >= 0;
}

/** The rules as checks, each ending by what the policy makes of its signal. */
export function attestedChecks(
  applied: readonly AttestedRule[],
  judge: (signal: Signal) => StoredCheck[1],
): StoredCheck[] {
  return applied.map(({ id, holds, applies, signal, forced, found, expected }) => {
    const outcome = !applies ? "skip" : holds ? "pass" : forced ? "fail" : judge(signal);
    return [id, outcome, found.slice(0, 200), expected.slice(0, 200)];
  });
}
