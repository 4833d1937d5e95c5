/**
 * Judging verified facts by the owner's policy. Every rule leaves a check, so that a decision can be read line by line.
 * @module
 */
import type { CheckId, StoredCheck } from "../contract/checks";
import type { EvidenceFormat, SecurityLevel } from "../contract/evidence";
import { SECURITY_LEVELS } from "../contract/evidence";
import type { Outcome, OverrideKind } from "../contract/outcome";
import { type AppraisalPolicy, actionOn, FIXED_REJECT } from "../contract/policy";
import { SIGNAL_IDS, SIGNALS, type Signal } from "../contract/signals";
import { isAtLeast, judgeAttested } from "./appraise-attested";
import type { AttestedFacts } from "./attested-facts";
import {
  compareVersions,
  type InstanceOverride,
  liveBuilds,
  liveSigners,
  type RegisteredApp,
} from "./reference-values";

/** What is known for sure once signatures, challenge and shapes have held. */
export interface AppraisalInput {
  readonly app: RegisteredApp;
  readonly now: Date;
  readonly format: EvidenceFormat;
  readonly securityLevel: SecurityLevel;
  /** What the platform evidence of the enrolment proved about phone and app. */
  readonly attested: AttestedFacts;
  readonly test: boolean;
  /** Facts that the platform evidence established, and facts that the SDK reported: both count. */
  readonly signals: Iterable<Signal>;
  readonly details: Readonly<Partial<Record<Signal, string>>>;
  readonly versionName: string;
  readonly versionCode: number;
  readonly signerDigests: readonly string[];
  readonly osVersion: string;
  readonly patchLevel: string | null;
  readonly override: InstanceOverride | null;
}

export interface Appraisal {
  readonly outcome: Outcome;
  readonly signals: ReadonlySet<Signal>;
  readonly reasons: readonly Signal[];
  readonly annotations: readonly Signal[];
  readonly override: OverrideKind;
  readonly checks: readonly StoredCheck[];
}

/** The reason that is named first: what breaks the proof itself, then attacks on the app, then facts on the device. */
const REASON_ORDER: readonly Signal[] = [
  "malformed",
  "replayed",
  "stale",
  "banned",
  "untrusted-chain",
  "key-revoked",
  "app-not-registered",
  "app-repackaged",
  "hook-framework",
  "memory-tampering",
  "mitm-proxy",
  "app-cloned",
  "root",
  "jailbreak",
  "debugger",
  "emulator",
  ...SIGNAL_IDS,
];

/** Reasons, most telling first. */
export function orderReasons(reasons: Iterable<Signal>): Signal[] {
  const set = new Set(reasons);
  return [...new Set(REASON_ORDER)].filter((id) => set.has(id));
}

/** Judges one instance's facts. No policy, no pass: an app without an active policy refuses everything. */
export function appraise(input: AppraisalInput): Appraisal {
  const rules = input.app.policy?.rules ?? null;
  const signals = new Set(input.signals);
  const forced = new Set<Signal>();
  const checks: StoredCheck[] = [];

  checks.push(judgeEvidence(input, rules, signals, forced), ...judgeHardware(input, rules, forced));
  checks.push(...judgeTestTraffic(input, forced));
  checks.push(judgeOverride(input.override, forced));
  checks.push(...judgeBuild(input, rules, signals), ...judgeDevice(input, rules, signals));
  checks.push(...judgeProven(input, rules, signals));
  checks.push(...judgeSignals(signals, rules, input.details));

  for (const id of forced) signals.add(id);
  const reasons = orderReasons(
    [...signals].filter((id) => forced.has(id) || rules === null || actionOn(rules, id) === "reject"),
  );
  const annotations = [...signals].filter(
    (id) => rules !== null && actionOn(rules, id) === "annotate" && !forced.has(id),
  );
  const override = input.override?.kind ?? "none";
  const waived = override === "force-pass" && rules !== null && !reasons.some((id) => FIXED_REJECT.includes(id));
  const outcome: Outcome = rules !== null && (reasons.length === 0 || waived) ? "pass" : "fail";
  checks.push(policyCheck(input.app, outcome, reasons, waived));
  return { outcome, signals, reasons: outcome === "pass" ? [] : reasons, annotations, override, checks };
}

function judgeEvidence(
  input: AppraisalInput,
  rules: AppraisalPolicy | null,
  signals: Set<Signal>,
  forced: Set<Signal>,
): StoredCheck {
  const level = SECURITY_LEVELS.indexOf(input.securityLevel);
  if (level <= SECURITY_LEVELS.indexOf("software")) signals.add("software-key");
  const found = `${input.format}, ${input.securityLevel}`;
  if (rules === null) return check("evidence-format", "skip", found);
  const minimum = rules.evidence.minimumSecurityLevel;
  const accepted = rules.evidence.formats.includes(input.format) && level >= SECURITY_LEVELS.indexOf(minimum);
  if (!accepted) forced.add("software-key");
  return check(
    "evidence-format",
    accepted ? "pass" : "fail",
    found,
    `${rules.evidence.formats.join(" or ")}; at least ${minimum}`,
  );
}

/** From the policy's system version on, a key outside of hardware is refused as such, whatever its signal's action. */
function judgeHardware(input: AppraisalInput, rules: AppraisalPolicy | null, forced: Set<Signal>): StoredCheck[] {
  const from = rules?.evidence.hardwareFromOsVersion ?? null;
  if (from === null) return [];
  const version = input.attested.os ?? input.osVersion;
  const asked = isAtLeast(version, from);
  const level = SECURITY_LEVELS.indexOf(input.securityLevel);
  const held = level >= SECURITY_LEVELS.indexOf("trusted-environment");
  if (asked && !held) forced.add("software-key");
  const outcome = held ? "pass" : asked ? "fail" : "skip";
  return [check("hardware-key", outcome, `${input.securityLevel}, system ${version}`, `in hardware from ${from} on`)];
}

/** What the hardware proved, by the rules in force now: neither an old proof nor the SDK's word outlives a new rule. */
function judgeProven(input: AppraisalInput, rules: AppraisalPolicy | null, signals: Set<Signal>): StoredCheck[] {
  const { app, attested: facts, now } = input;
  const outcomeOf = (signal: Signal) => verdict(rules, signal);
  return judgeAttested({ facts, rules, registeredSigners: liveSigners(app, now), outcomeOf }, signals);
}

function judgeTestTraffic(input: AppraisalInput, forced: Set<Signal>): StoredCheck[] {
  if (!input.test) return [];
  if (!input.app.acceptsTestTraffic) forced.add("untrusted-chain");
  return [
    check("test-traffic", input.app.acceptsTestTraffic ? "pass" : "fail", "test instance", "switched on for this app"),
  ];
}

function judgeOverride(override: InstanceOverride | null, forced: Set<Signal>): StoredCheck {
  if (override === null) return check("override", "skip", "none");
  if (override.kind !== "force-pass") forced.add("banned");
  return check(
    "override",
    override.kind === "force-pass" ? "annotate" : "fail",
    `${override.kind}: ${override.reason}`.slice(0, 200),
  );
}

function judgeBuild(input: AppraisalInput, rules: AppraisalPolicy | null, signals: Set<Signal>): StoredCheck[] {
  const live = liveBuilds(input.app, input.now);
  // An iOS build has a team and no certificate that phones report: App Attest compares the team, and nothing else can.
  const signedByUs = live.filter(
    (build) =>
      (build.teamId !== null && build.signerDigests.length === 0) ||
      input.signerDigests.some((digest) => build.signerDigests.includes(digest)),
  );
  const exact = signedByUs.some(
    (build) => build.versionCode === input.versionCode && build.versionName === input.versionName,
  );
  const registered = live.length > 0 && (rules?.builds === "exact" ? exact || signedByUs.length === 0 : true);
  if (!registered) signals.add("app-not-registered");
  if (live.length > 0 && signedByUs.length === 0) signals.add("app-repackaged");

  const minimum = rules?.minimumAppVersion ?? null;
  const outdated = minimum !== null && compareVersions(input.versionName, minimum) < 0;
  if (outdated) signals.add("outdated-app");
  const version = `${input.versionName} (${input.versionCode})`;
  return [
    check(
      "app-registered",
      registered ? "pass" : verdict(rules, "app-not-registered"),
      registered ? input.app.appId : version,
      input.app.name,
    ),
    check(
      "signer-digest",
      signedByUs.length > 0 ? "pass" : live.length === 0 ? "skip" : verdict(rules, "app-repackaged"),
      input.signerDigests.map(shorten).join(", ") || "none",
      [...new Set(live.flatMap((build) => build.signerDigests))].slice(0, 3).map(shorten).join(" or ") ||
        "no build registered",
    ),
    check(
      "app-version",
      outdated ? verdict(rules, "outdated-app") : "pass",
      version,
      minimum === null ? "any" : `${minimum} or newer`,
    ),
  ];
}

function judgeDevice(input: AppraisalInput, rules: AppraisalPolicy | null, signals: Set<Signal>): StoredCheck[] {
  const minimumOs = rules?.minimumOsVersion ?? null;
  const oldOs = minimumOs !== null && compareVersions(input.osVersion, minimumOs) < 0;
  const minimumPatch = rules?.minimumPatchLevel ?? null;
  // An unknown patch level does not satisfy a minimum. Both forms compare as text: YYYY-MM sorts before YYYY-MM-DD.
  const oldPatch =
    minimumPatch !== null &&
    (input.patchLevel === null || input.patchLevel < minimumPatch.slice(0, input.patchLevel.length));
  if (oldOs || oldPatch) signals.add("outdated-patch");
  return [
    check(
      "os-version",
      oldOs ? verdict(rules, "outdated-patch") : "pass",
      input.osVersion,
      minimumOs === null ? "any" : `${minimumOs} or newer`,
    ),
    check(
      "patch-level",
      oldPatch ? verdict(rules, "outdated-patch") : "pass",
      input.patchLevel ?? "unknown",
      minimumPatch === null ? "any" : `${minimumPatch} or newer`,
    ),
  ];
}

/** Signals that a check of their own has already shown. */
const SHOWN_ELSEWHERE: ReadonlySet<Signal> = new Set([
  "app-not-registered",
  "app-repackaged",
  "outdated-app",
  "outdated-patch",
  "banned",
]);
const EXPECTATION = { ignore: "ignored", annotate: "annotate only", reject: "not allowed" } as const;

function judgeSignals(
  signals: ReadonlySet<Signal>,
  rules: AppraisalPolicy | null,
  details: AppraisalInput["details"],
): StoredCheck[] {
  const shown = SIGNAL_IDS.filter((id) => signals.has(id) && (!SHOWN_ELSEWHERE.has(id) || details[id] !== undefined));
  const found = shown.map((id): StoredCheck => {
    const action = rules === null ? "reject" : actionOn(rules, id);
    return [id, verdict(rules, id), details[id] ?? SIGNALS[id].meaning, EXPECTATION[action]];
  });
  return [...found, check("signals-clear", "pass", `none of ${SIGNAL_IDS.length - shown.length} others seen`)];
}

function verdict(rules: AppraisalPolicy | null, signal: Signal): "fail" | "annotate" | "pass" {
  const action = rules === null ? "reject" : actionOn(rules, signal);
  return action === "reject" ? "fail" : action === "annotate" ? "annotate" : "pass";
}

function policyCheck(app: RegisteredApp, outcome: Outcome, reasons: readonly Signal[], waived: boolean): StoredCheck {
  if (app.policy === null) return check("policy", "fail", "none active", "an active policy");
  const version = `version ${app.policy.version}`;
  if (waived && reasons.length > 0)
    return check("policy", "annotate", `${reasons.join(", ")} waived by override`, version);
  return check(
    "policy",
    outcome,
    outcome === "pass" ? "nothing rejected" : `rejected by ${reasons.join(", ")}`,
    version,
  );
}

function shorten(digest: string): string {
  return `${digest.slice(0, 8)}…${digest.slice(-4)}`;
}

/** A check of the table; its title and stage are looked up again when it is shown. */
export function check(id: CheckId, outcome: StoredCheck[1], found?: string, expected?: string): StoredCheck {
  if (expected !== undefined) return [id, outcome, found ?? null, expected];
  return found === undefined ? [id, outcome] : [id, outcome, found];
}
