import type { Check, CheckOutcome, CheckStage } from "./evidence";
import { EVIDENCE_CHECKS } from "./evidence-checks";
import { isSignal, SIGNALS } from "./signals";

/** The checks of the pipeline, in the order they are made. Signals are checks too, under their own ids. */
export const CHECKS = {
  "challenge-authentic": { stage: "challenge", title: "Signed by us, for this app and purpose" },
  "challenge-fresh": { stage: "challenge", title: "Fresh" },
  "challenge-unused": { stage: "challenge", title: "Used once" },
  "credential-authentic": { stage: "instance", title: "Instance credential" },
  "proof-of-possession": { stage: "instance", title: "Proof of possession" },
  "evidence-format": { stage: "instance", title: "Evidence at enrolment" },
  "hardware-key": { stage: "instance", title: "Instance key in hardware" },
  "test-traffic": { stage: "instance", title: "Test traffic" },
  override: { stage: "instance", title: "Overrides" },
  "development-credential": { stage: "instance", title: "Development credential" },
  "app-registered": { stage: "app", title: "Package registered" },
  "signer-digest": { stage: "app", title: "Signing digest" },
  "app-version": { stage: "app", title: "App version" },
  "os-version": { stage: "device", title: "System version" },
  "patch-level": { stage: "device", title: "Security patch" },
  "boot-key-allowed": { stage: "device", title: "System verified at boot" },
  "signals-clear": { stage: "device", title: "Other signals" },
  policy: { stage: "result", title: "Policy" },
} as const satisfies Record<string, { stage: CheckStage; title: string }>;

export type CheckId = keyof typeof CHECKS;

/** Stage and title of a check or signal by id; an id of a later release shows as itself. */
export function describeCheck(id: string): { stage: CheckStage; title: string } {
  if (isCheckId(id)) return CHECKS[id];
  const evidence = Object.hasOwn(EVIDENCE_CHECKS, id) ? EVIDENCE_CHECKS[id] : undefined;
  if (evidence !== undefined) return { stage: evidence.stage, title: evidence.title };
  if (isSignal(id)) return { stage: "device", title: SIGNALS[id].title };
  return { stage: "evidence", title: id };
}

function isCheckId(id: string): id is CheckId {
  return Object.hasOwn(CHECKS, id);
}

/** A check as events store it: id, outcome, found, expected; trailing absent members are left out. */
export type StoredCheck = readonly [id: string, outcome: CheckOutcome, found?: string | null, expected?: string];

/** One decision as events store it, the console's only source for the decision page. */
export interface StoredDecision {
  readonly checks: readonly StoredCheck[];
  /** What app and device said of themselves and the token said in turn. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Signal -> what the SDK saw. */
  readonly details: Readonly<Record<string, string>>;
}

/** A stored check with its stage and title. */
export function restoreCheck([id, outcome, found, expected]: StoredCheck): Check {
  return {
    id,
    ...describeCheck(id),
    outcome,
    ...(found == null ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
  };
}
