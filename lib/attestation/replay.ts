/**
 * Judging by a draft what history has recorded. A rollup's row holds the signals that were found and the facets, not
 * patch level, security level or version code: where these decide, the answer is "can't tell", never a guess.
 * @module
 */
import { EVIDENCE_FORMATS, SECURITY_LEVELS } from "../contract/evidence";
import type { Outcome, OverrideKind } from "../contract/outcome";
import { type AppraisalPolicy, FIXED_REJECT } from "../contract/policy";
import type { ExceptionSubject } from "../contract/policy-exceptions";
import { encodeSignals } from "../contract/signals";
import { isAtLeast } from "./appraise-attested";
import { actionMasks, conclude, isOldOs, isOutdatedApp } from "./decide";

/** What a rollup says of attestations that were all alike. */
export interface RecordedAttestation extends ExceptionSubject {
  /** All signals as they were found under `judgedBy`. */
  readonly signals: number;
  readonly override: OverrideKind;
  readonly osVersion: string;
  /** Evidence format of the enrolment; anything else where it is not known. */
  readonly format: string;
  /** The rules that were in force; null where there were none. */
  readonly judgedBy: AppraisalPolicy | null;
}

/** Signals that are certain under the draft, and those that only facts outside of the record could tell. */
interface Split {
  certain: number;
  unsure: number;
  forced: number;
  unsureForced: number;
}

const FIXED = encodeSignals(FIXED_REJECT);
const SOFTWARE_KEY = encodeSignals(["software-key"]);
const NOT_REGISTERED = encodeSignals(["app-not-registered"]);
const OUTDATED_APP = encodeSignals(["outdated-app"]);
const OUTDATED_PATCH = encodeSignals(["outdated-patch"]);
const CUSTOM_OS = encodeSignals(["custom-os"]);
const UNTRUSTED_CHAIN = encodeSignals(["untrusted-chain"]);
const BY_RULES = SOFTWARE_KEY | NOT_REGISTERED | OUTDATED_APP | OUTDATED_PATCH | CUSTOM_OS;
const SOFTWARE_LEVEL = SECURITY_LEVELS.indexOf("software");

/** The draft's verdict on recorded attestations, or null where it turns on what the record does not hold. */
export function replay(draft: AppraisalPolicy, recorded: RecordedAttestation): Outcome | null {
  // The proof itself did not hold, or an override refused it: no policy changes that.
  if ((recorded.signals & FIXED) !== 0) return mayBeProvisioning(draft, recorded) ? null : "fail";
  const split: Split = { certain: recorded.signals & ~BY_RULES, unsure: 0, forced: 0, unsureForced: 0 };
  splitEvidence(draft, recorded, split);
  splitBuild(draft, recorded, split);
  splitApp(draft, recorded, split);
  splitPatch(draft, recorded, split);
  splitHardware(draft, recorded, split);
  const masks = actionMasks(draft, recorded);
  const least = conclude(draft, { found: split.certain, forced: split.forced }, recorded.override, masks);
  if (split.unsure === 0 && split.unsureForced === 0) return least.outcome;
  const all = { found: split.certain | split.unsure, forced: split.forced | split.unsureForced };
  const most = conclude(draft, all, recorded.override, masks);
  return least.outcome === most.outcome ? least.outcome : null;
}

/** `software-key` stands for a key in software, and for evidence that the rules in force did not accept. */
function splitEvidence(draft: AppraisalPolicy, recorded: RecordedAttestation, split: Split): void {
  const { signals, format, judgedBy, osVersion } = recorded;
  const had = (signals & SOFTWARE_KEY) !== 0;
  const known = EVIDENCE_FORMATS.find((one) => one === format);
  const minimum = SECURITY_LEVELS.indexOf(draft.evidence.minimumSecurityLevel);
  if (known === undefined || !draft.evidence.formats.includes(known)) split.forced |= SOFTWARE_KEY;
  const hardwareFrom = draft.evidence.hardwareFromOsVersion;
  if (known === "software-key") {
    split.certain |= SOFTWARE_KEY;
    if (minimum > 0 || (hardwareFrom !== null && isAtLeast(osVersion, hardwareFrom))) split.forced |= SOFTWARE_KEY;
    return;
  }
  const minimumThen = SECURITY_LEVELS.indexOf(judgedBy?.evidence.minimumSecurityLevel ?? "none");
  if (!had) {
    // The key was in hardware and as strong as was asked for then.
    if (minimum > Math.max(minimumThen, SOFTWARE_LEVEL + 1)) split.unsureForced |= SOFTWARE_KEY;
    return;
  }
  const refusedThen =
    judgedBy !== null &&
    (known === undefined ||
      !judgedBy.evidence.formats.includes(known) ||
      minimumThen > SOFTWARE_LEVEL ||
      judgedBy.evidence.hardwareFromOsVersion !== null);
  if (refusedThen) split.unsure |= SOFTWARE_KEY;
  else split.certain |= SOFTWARE_KEY;
  // The hardware may have told another system version than the SDK.
  if (minimum > 0 || hardwareFrom !== null) split.unsureForced |= SOFTWARE_KEY;
}

function splitBuild(draft: AppraisalPolicy, { signals, judgedBy }: RecordedAttestation, split: Split): void {
  const had = (signals & NOT_REGISTERED) !== 0;
  const exact = draft.builds === "exact";
  const exactThen = judgedBy?.builds === "exact";
  if (exact === exactThen || (exact && had)) {
    if (had) split.certain |= NOT_REGISTERED;
  } else if (exact || had) split.unsure |= NOT_REGISTERED;
}

/** The version is in the record; but platform evidence may have spoken against it too, and only a rule then hides that. */
function splitApp(draft: AppraisalPolicy, recorded: RecordedAttestation, split: Split): void {
  const { signals, appVersion, format, judgedBy } = recorded;
  if (isOutdatedApp(draft, appVersion)) split.certain |= OUTDATED_APP;
  else if ((signals & OUTDATED_APP) === 0) return;
  else if (!isOutdatedApp(judgedBy, appVersion)) split.certain |= OUTDATED_APP;
  else if (format !== "software-key") split.unsure |= OUTDATED_APP;
}

function splitPatch(draft: AppraisalPolicy, recorded: RecordedAttestation, split: Split): void {
  const { signals, judgedBy, osVersion } = recorded;
  if (isOldOs(draft, osVersion)) {
    split.certain |= OUTDATED_PATCH;
    return;
  }
  if (isAttested(recorded)) {
    const had = (signals & OUTDATED_PATCH) !== 0;
    const floors = floorsOf(draft);
    if (judgedBy !== null && floors.join() === floorsOf(judgedBy).join()) split.certain |= had ? OUTDATED_PATCH : 0;
    else if (had || floors.some((floor) => floor !== "")) split.unsure |= OUTDATED_PATCH;
    return;
  }
  const minimum = draft.minimumPatchLevel;
  const minimumThen = judgedBy?.minimumPatchLevel ?? null;
  if ((signals & OUTDATED_PATCH) === 0) {
    // Recent enough for the minimum then is recent enough for any older one.
    if (minimum !== null && (minimumThen === null || minimum > minimumThen)) split.unsure |= OUTDATED_PATCH;
    return;
  }
  // Either its patch level or the evidence itself spoke against it, or only the rule on the system version did.
  const byOsAlone = isOldOs(judgedBy, osVersion);
  const stillOld = minimumThen === null || (minimum !== null && minimum >= minimumThen);
  if (!byOsAlone && stillOld) split.certain |= OUTDATED_PATCH;
  else split.unsure |= OUTDATED_PATCH;
}

/** Whether the hardware's own word on the system counted, which no record holds; so for formats nobody knows any more. */
function isAttested({ format }: RecordedAttestation): boolean {
  return format === "key-attestation" || !EVIDENCE_FORMATS.some((known) => known === format);
}

function floorsOf({ minimumOsVersion, minimumPatchLevel, evidence }: AppraisalPolicy): string[] {
  const { minimumVendorPatchLevel, minimumBootPatchLevel } = evidence;
  return [minimumOsVersion, minimumPatchLevel, minimumVendorPatchLevel, minimumBootPatchLevel].map((one) => one ?? "");
}

/** Boot keys and provisioning: as they were where the rules are the same, else only the hardware could tell. */
function splitHardware(draft: AppraisalPolicy, recorded: RecordedAttestation, split: Split): void {
  const { signals, judgedBy } = recorded;
  const hadCustom = (signals & CUSTOM_OS) !== 0;
  const keys = (rules: AppraisalPolicy | null) => [...(rules?.evidence.allowedBootKeys ?? [])].sort().join();
  if (!isAttested(recorded) || keys(draft) === keys(judgedBy)) split.certain |= hadCustom ? CUSTOM_OS : 0;
  else if (hadCustom || keys(judgedBy) !== "") split.unsure |= CUSTOM_OS;
  const { remoteProvisioningFromOsVersion: remoteFrom } = draft.evidence;
  const sameProvisioning = remoteFrom === (judgedBy?.evidence.remoteProvisioningFromOsVersion ?? null);
  if (isAttested(recorded) && remoteFrom !== null && !sameProvisioning) split.unsure |= UNTRUSTED_CHAIN;
}

/** Whether all that speaks against the proof may be the rule on provisioning, which the draft has otherwise. */
function mayBeProvisioning(draft: AppraisalPolicy, recorded: RecordedAttestation): boolean {
  const then = recorded.judgedBy?.evidence.remoteProvisioningFromOsVersion ?? null;
  const changed = then !== null && then !== draft.evidence.remoteProvisioningFromOsVersion;
  return changed && isAttested(recorded) && (recorded.signals & FIXED) === UNTRUSTED_CHAIN;
}
