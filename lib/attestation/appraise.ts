/**
 * Judging verified facts by the owner's policy. Every rule leaves a check, so that a decision can be read line by line.
 * @module
 */
import type { CheckId, StoredCheck } from "../contract/checks";
import type { EvidenceFormat, SecurityLevel } from "../contract/evidence";
import type { Outcome, OverrideKind } from "../contract/outcome";
import type { AppraisalPolicy } from "../contract/policy";
import { decodeSignals, encodeSignals, SIGNAL_IDS, SIGNALS, type Signal } from "../contract/signals";
import { attestedChecks } from "./appraise-attested";
import type { AttestedFacts } from "./attested-facts";
import {
  type ActionMasks,
  acceptsBuild,
  acceptsEvidence,
  appliedRules,
  type BuildMatch,
  conclude,
  derive,
  type Facts,
  isOldOs,
  isOldPatch,
  isOutdatedApp,
  masksFor,
} from "./decide";
import {
  type DevelopmentCredential,
  type InstanceOverride,
  liveBuilds,
  type ReferenceBuild,
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
  readonly sdkVersion: string;
  readonly model: string;
  readonly override: InstanceOverride | null;
  /** The development credential that was shown at enrolment and still holds. */
  readonly development?: DevelopmentCredential | null;
}

export interface Appraisal {
  readonly outcome: Outcome;
  readonly signals: readonly Signal[];
  readonly reasons: readonly Signal[];
  readonly annotations: readonly Signal[];
  readonly override: OverrideKind;
  readonly checks: readonly StoredCheck[];
  /** What the verdict turned on, so that another policy's verdict can be told from it. */
  readonly facts: Facts;
}

/** The reason that is named first: what breaks the proof itself, then attacks on the app, then facts on the device. */
const REASON_ORDER: ReadonlySet<Signal> = new Set<Signal>([
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
]);

/** Reasons, most telling first. */
export function orderReasons(reasons: Iterable<Signal>): Signal[] {
  const set = new Set(reasons);
  return set.size === 0 ? [] : [...REASON_ORDER].filter((id) => set.has(id));
}

/** Judges one instance's facts. No policy, no pass: an app without an active policy refuses everything. */
export function appraise(input: AppraisalInput): Appraisal {
  const rules = input.app.policy?.rules ?? null;
  const live = liveBuilds(input.app, input.now);
  const facts = factsOf(input, live);
  const masks = rules === null ? null : masksFor(rules, facts);
  const derived = derive(rules, facts);
  const verdict = conclude(rules, derived, facts.override, masks);
  const reasons = orderReasons(decodeSignals(verdict.rejecting));
  const judge = judgeBy(masks);
  return {
    outcome: verdict.outcome,
    signals: decodeSignals(verdict.signals),
    reasons: verdict.outcome === "pass" ? [] : reasons,
    annotations: decodeSignals(verdict.annotations),
    override: facts.override,
    facts,
    checks: [
      evidenceCheck(input, rules),
      ...attestedChecks(appliedRules(rules, facts), judge),
      ...testTrafficCheck(input),
      overrideCheck(input.override),
      ...developmentCheck(input.development ?? null, rules),
      ...buildChecks(input, facts.build, live, rules, judge),
      ...deviceChecks(input, rules, judge),
      ...signalChecks(decodeSignals(derived.found), judge, input.details),
      policyCheck(input.app, verdict.outcome, reasons, verdict.waived),
    ],
  };
}

function factsOf(input: AppraisalInput, live: readonly ReferenceBuild[]): Facts {
  return {
    measured: encodeSignals(input.signals),
    format: input.format,
    securityLevel: input.securityLevel,
    unwantedTest: input.test && !input.app.acceptsTestTraffic,
    appVersion: input.versionName,
    sdkVersion: input.sdkVersion,
    model: input.model,
    osVersion: input.osVersion,
    patchLevel: input.patchLevel,
    build: matchBuild(input, live),
    attested: input.attested,
    foreignSigner: namesForeignSigner(input.attested, live),
    override: input.override?.kind ?? "none",
    waives: input.development?.waives ?? 0,
  };
}

function matchBuild(input: AppraisalInput, live: readonly ReferenceBuild[]): BuildMatch {
  if (live.length === 0) return "none";
  // An iOS build has a team and no certificate that phones report: App Attest compares the team, and nothing else can.
  const signed = live.filter(
    (build) =>
      (build.teamId !== null && build.signerDigests.length === 0) ||
      input.signerDigests.some((digest) => build.signerDigests.includes(digest)),
  );
  if (signed.length === 0) return "foreign";
  const exact = signed.some(
    ({ versionCode, versionName }) => versionCode === input.versionCode && versionName === input.versionName,
  );
  return exact ? "exact" : "signer";
}

function namesForeignSigner({ sgn = [] }: AttestedFacts, live: readonly ReferenceBuild[]): boolean {
  return !sgn.every((digest) => live.some(({ signerDigests }) => signerDigests.includes(digest)));
}

/** How a check of a signal ends under the policy's actions; without a policy everything fails. */
type Judge = (signal: Signal) => "fail" | "annotate" | "pass";

function judgeBy(masks: ActionMasks | null): Judge {
  return (signal) => {
    const bit = encodeSignals([signal]);
    if (masks === null || (masks.reject & bit) !== 0) return "fail";
    return (masks.annotate & bit) !== 0 ? "annotate" : "pass";
  };
}

function evidenceCheck(input: AppraisalInput, rules: AppraisalPolicy | null): StoredCheck {
  const found = `${input.format}, ${input.securityLevel}`;
  if (rules === null) return check("evidence-format", "skip", found);
  return check(
    "evidence-format",
    acceptsEvidence(rules, input.format, input.securityLevel) ? "pass" : "fail",
    found,
    `${rules.evidence.formats.join(" or ")}; at least ${rules.evidence.minimumSecurityLevel}`,
  );
}

function testTrafficCheck(input: AppraisalInput): StoredCheck[] {
  if (!input.test) return [];
  return [
    check("test-traffic", input.app.acceptsTestTraffic ? "pass" : "fail", "test instance", "switched on for this app"),
  ];
}

function overrideCheck(override: InstanceOverride | null): StoredCheck {
  if (override === null) return check("override", "skip", "none");
  return check(
    "override",
    override.kind === "force-pass" ? "annotate" : "fail",
    `${override.kind}: ${override.reason}`.slice(0, 200),
  );
}

function developmentCheck(credential: DevelopmentCredential | null, rules: AppraisalPolicy | null): StoredCheck[] {
  if (credential === null) return [];
  const waived = decodeSignals(credential.waives).join(", ");
  return [check("development-credential", "annotate", credential.name, `${rules?.developmentCredentials}: ${waived}`)];
}

function buildChecks(
  input: AppraisalInput,
  build: BuildMatch,
  live: readonly ReferenceBuild[],
  rules: AppraisalPolicy | null,
  judge: Judge,
): StoredCheck[] {
  const registered = acceptsBuild(rules, build);
  const minimum = rules?.minimumAppVersion ?? null;
  const version = `${input.versionName} (${input.versionCode})`;
  return [
    check(
      "app-registered",
      registered ? "pass" : judge("app-not-registered"),
      registered ? input.app.appId : version,
      input.app.name,
    ),
    check(
      "signer-digest",
      build === "none" ? "skip" : build === "foreign" ? judge("app-repackaged") : "pass",
      input.signerDigests.map(shorten).join(", ") || "none",
      [...new Set(live.flatMap(({ signerDigests }) => signerDigests))].slice(0, 3).map(shorten).join(" or ") ||
        "no build registered",
    ),
    check(
      "app-version",
      isOutdatedApp(rules, input.versionName) ? judge("outdated-app") : "pass",
      version,
      minimum === null ? "any" : `${minimum} or newer`,
    ),
  ];
}

function deviceChecks(input: AppraisalInput, rules: AppraisalPolicy | null, judge: Judge): StoredCheck[] {
  const minimumOs = rules?.minimumOsVersion ?? null;
  const minimumPatch = rules?.minimumPatchLevel ?? null;
  return [
    check(
      "os-version",
      isOldOs(rules, input.osVersion) ? judge("outdated-patch") : "pass",
      input.osVersion,
      minimumOs === null ? "any" : `${minimumOs} or newer`,
    ),
    check(
      "patch-level",
      isOldPatch(rules, input.patchLevel) ? judge("outdated-patch") : "pass",
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
const EXPECTATION = { pass: "ignored", annotate: "annotate only", fail: "not allowed" } as const;

function signalChecks(signals: readonly Signal[], judge: Judge, details: AppraisalInput["details"]): StoredCheck[] {
  const shown = signals.filter((id) => !SHOWN_ELSEWHERE.has(id) || details[id] !== undefined);
  const found = shown.map(
    (id): StoredCheck => [id, judge(id), details[id] ?? SIGNALS[id].meaning, EXPECTATION[judge(id)]],
  );
  return [...found, check("signals-clear", "pass", `none of ${SIGNAL_IDS.length - shown.length} others seen`)];
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
