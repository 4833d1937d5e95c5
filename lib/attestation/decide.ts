/**
 * From facts to a verdict: the one place where a policy's rules meet what is known of an instance. An attestation, a
 * shadowed draft and the replay of history all come through here, so that a preview tells what would really happen.
 * @module
 */
import type { EvidenceFormat, SecurityLevel } from "../contract/evidence";
import { SECURITY_LEVELS } from "../contract/evidence";
import type { Outcome, OverrideKind } from "../contract/outcome";
import { type AppraisalPolicy, actionOn, FIXED_REJECT } from "../contract/policy";
import type { ExceptionSubject } from "../contract/policy-exceptions";
import { encodeSignals, SIGNAL_IDS, type Signal } from "../contract/signals";
import { type AttestedRule, attestedRules, isAllowedBoot } from "./appraise-attested";
import type { AttestedFacts } from "./attested-facts";
import { compareVersions } from "./reference-values";

/**
 * How a build stands to the registered ones. `exact`: it is one of them. `signer`: signed by a certificate of theirs.
 * `foreign`: by none. `none`: no build is registered.
 */
export const BUILD_MATCHES = ["none", "foreign", "signer", "exact"] as const;
export type BuildMatch = (typeof BUILD_MATCHES)[number];

/** Everything that a verdict turns on. Sets of signals are bit sets of lib/contract/signals.ts. */
export interface Facts extends ExceptionSubject {
  /** What the platform evidence established and the SDK reported, before any rule of a policy. */
  readonly measured: number;
  readonly format: EvidenceFormat;
  readonly securityLevel: SecurityLevel;
  /** A test instance of an app that accepts none. */
  readonly unwantedTest: boolean;
  readonly osVersion: string;
  readonly patchLevel: string | null;
  readonly build: BuildMatch;
  /** What platform evidence proved; nothing where history does not tell. */
  readonly attested: AttestedFacts;
  /** Whether that evidence names a certificate that signs no registered build. */
  readonly foreignSigner: boolean;
  readonly override: OverrideKind;
  /** What the development credential that was shown waives, where the policy lets it; 0 without one. */
  readonly waives: number;
}

/** What the rules make of facts before actions are taken: what was found, and what rejects whatever its action. */
export interface Derived {
  readonly found: number;
  readonly forced: number;
}

/** The signals a policy rejects and annotates. */
export interface ActionMasks {
  readonly reject: number;
  readonly annotate: number;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly signals: number;
  /** What rejects, also where an override waives it. */
  readonly rejecting: number;
  readonly annotations: number;
  /** Whether an override let it pass all the same. */
  readonly waived: boolean;
}

const FIXED = encodeSignals(FIXED_REJECT);
const bit = (signal: Signal) => encodeSignals([signal]);
const SOFTWARE_KEY = bit("software-key");
const CUSTOM_OS = bit("custom-os");
const UNTRUSTED_CHAIN = bit("untrusted-chain");
const BANNED = bit("banned");
const NOT_REGISTERED = bit("app-not-registered");
const REPACKAGED = bit("app-repackaged");
const OUTDATED_APP = bit("outdated-app");
const OUTDATED_PATCH = bit("outdated-patch");

/** Judges facts by rules. No policy, no pass: without rules everything is refused. */
export function decide(rules: AppraisalPolicy | null, facts: Facts): Verdict {
  return conclude(rules, derive(rules, facts), facts.override, rules === null ? null : masksFor(rules, facts));
}

/** The signals that the rules themselves add to what was measured. */
export function derive(rules: AppraisalPolicy | null, facts: Facts): Derived {
  let found = facts.measured;
  let forced = 0;
  if (isSoftwareKey(facts.securityLevel)) found |= SOFTWARE_KEY;
  if (rules !== null && !acceptsEvidence(rules, facts.format, facts.securityLevel)) forced |= SOFTWARE_KEY;
  for (const { signal, holds, applies, forced: always } of appliedRules(rules, facts)) {
    if (holds || !applies) continue;
    if (always) forced |= bit(signal);
    else found |= bit(signal);
  }
  // The owner accepts this boot key: neither the hardware nor the SDK counts its system as a custom one then.
  if (isAllowedBoot(rules, facts.attested)) found &= ~CUSTOM_OS;
  if (facts.unwantedTest) forced |= UNTRUSTED_CHAIN;
  if (facts.override === "force-fail" || facts.override === "ban") forced |= BANNED;
  if (!acceptsBuild(rules, facts.build)) found |= NOT_REGISTERED;
  if (facts.build === "foreign") found |= REPACKAGED;
  if (isOutdatedApp(rules, facts.appVersion)) found |= OUTDATED_APP;
  if (isOldOs(rules, facts.osVersion) || isOldPatch(rules, facts.patchLevel)) found |= OUTDATED_PATCH;
  if (rules === null) return { found, forced };
  const waived = forced & waivedBy(rules, facts);
  return { found: found | waived, forced: forced & ~waived };
}

/** The rules on platform evidence as they apply to these facts. */
export function appliedRules(rules: AppraisalPolicy | null, facts: Facts): AttestedRule[] {
  const { attested, securityLevel, osVersion, foreignSigner } = facts;
  return attestedRules(rules, { facts: attested, securityLevel, osVersion, foreignSigner });
}

/** The actions of a policy on these facts: what a development credential waives is noted in place of rejected. */
export function masksFor(rules: AppraisalPolicy, facts: Facts): ActionMasks {
  const masks = actionMasks(rules, facts);
  const waived = waivedBy(rules, facts);
  return waived === 0 ? masks : { reject: masks.reject & ~waived, annotate: masks.annotate | (masks.reject & waived) };
}

/** A credential speaks for builds that nobody released; for released ones only where the policy says so. */
function waivedBy(rules: AppraisalPolicy, { waives, build }: Facts): number {
  const released = build === "exact" || build === "signer";
  const scope = rules.developmentCredentials;
  return scope === "all-builds" || (scope === "unreleased-builds" && !released) ? waives & ~FIXED : 0;
}

/** What actions, overrides and forced signals come to. `masks` is null exactly where `rules` is. */
export function conclude(
  rules: AppraisalPolicy | null,
  { found, forced }: Derived,
  override: OverrideKind,
  masks: ActionMasks | null,
): Verdict {
  const signals = found | forced;
  const rejecting = masks === null ? signals : forced | (signals & masks.reject);
  const annotations = masks === null ? 0 : signals & masks.annotate & ~forced;
  const waived = override === "force-pass" && rules !== null && (rejecting & FIXED) === 0;
  const outcome: Outcome = rules !== null && (rejecting === 0 || waived) ? "pass" : "fail";
  return { outcome, signals, rejecting, annotations, waived };
}

/** Subjects remembered for one policy; what they say of themselves is theirs to invent. */
const SUBJECTS_MAX = 20_000;
const known = new WeakMap<AppraisalPolicy, Map<string, ActionMasks>>();

/** The actions of a policy on one subject as bit sets. Policies are immutable: a subject is looked up once. */
export function actionMasks(rules: AppraisalPolicy, subject: ExceptionSubject): ActionMasks {
  const { sdkVersion, appVersion, model } = subject;
  const key = rules.exceptions.length === 0 ? "" : `${sdkVersion}\u0001${appVersion}\u0001${model}`;
  let masks = known.get(rules);
  if (masks === undefined || masks.size > SUBJECTS_MAX) {
    masks = new Map();
    known.set(rules, masks);
  }
  const found = masks.get(key) ?? readMasks(rules, subject);
  masks.set(key, found);
  return found;
}

function readMasks(rules: AppraisalPolicy, subject: ExceptionSubject): ActionMasks {
  const masks = { ignore: 0, annotate: 0, reject: 0 };
  for (const id of SIGNAL_IDS) masks[actionOn(rules, id, subject)] |= bit(id);
  return masks;
}

export function isSoftwareKey(level: SecurityLevel): boolean {
  return SECURITY_LEVELS.indexOf(level) <= SECURITY_LEVELS.indexOf("software");
}

export function acceptsEvidence(rules: AppraisalPolicy, format: EvidenceFormat, level: SecurityLevel): boolean {
  const minimum = SECURITY_LEVELS.indexOf(rules.evidence.minimumSecurityLevel);
  return rules.evidence.formats.includes(format) && SECURITY_LEVELS.indexOf(level) >= minimum;
}

export function acceptsBuild(rules: AppraisalPolicy | null, build: BuildMatch): boolean {
  return build !== "none" && !(build === "signer" && rules?.builds === "exact");
}

export function isOutdatedApp(rules: AppraisalPolicy | null, appVersion: string): boolean {
  const minimum = rules?.minimumAppVersion ?? null;
  return minimum !== null && compareVersions(appVersion, minimum) < 0;
}

export function isOldOs(rules: AppraisalPolicy | null, osVersion: string): boolean {
  const minimum = rules?.minimumOsVersion ?? null;
  return minimum !== null && compareVersions(osVersion, minimum) < 0;
}

/** An unknown patch level satisfies no minimum. Both forms compare as text: YYYY-MM sorts before YYYY-MM-DD. */
export function isOldPatch(rules: AppraisalPolicy | null, patchLevel: string | null): boolean {
  const minimum = rules?.minimumPatchLevel ?? null;
  return minimum !== null && (patchLevel === null || patchLevel < minimum.slice(0, patchLevel.length));
}
