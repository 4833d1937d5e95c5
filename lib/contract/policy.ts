import { z } from "zod";
import { EVIDENCE_FORMATS, SECURITY_LEVELS } from "./evidence";
import { EXCEPTIONS_MAX, type ExceptionSubject, exceptionMatches, policyExceptionSchema } from "./policy-exceptions";
import { SIGNAL_IDS, type Signal } from "./signals";

/** What a policy makes of a signal: nothing, a note in the token and the event, or a refusal. */
export const SIGNAL_ACTIONS = ["ignore", "annotate", "reject"] as const;
export type SignalAction = (typeof SIGNAL_ACTIONS)[number];

/** Signals that always reject: they say that the proof itself does not hold, and no policy can wave that through. */
export const FIXED_REJECT: readonly Signal[] = ["malformed", "replayed", "stale", "banned", "untrusted-chain"];

/** Which builds a policy lets development credentials speak for. */
export const DEVELOPMENT_SCOPES = ["never", "unreleased-builds", "all-builds"] as const;

/** Signals a policy may set an action for. */
export const TUNABLE_SIGNALS: readonly Signal[] = SIGNAL_IDS.filter((id) => !FIXED_REJECT.includes(id));

/** Dotted decimal, compared part by part as numbers: 7.9 is older than 7.10. */
const versionName = z.string().regex(/^\d{1,9}(\.\d{1,9}){0,5}$/, "A version is numbers and dots, such as 7.14.0.");

const patchLevel = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$/, "A patch level is YYYY-MM or YYYY-MM-DD.");

const signalActions = z
  .partialRecord(z.enum(SIGNAL_IDS), z.enum(SIGNAL_ACTIONS))
  .refine((actions) => FIXED_REJECT.every((id) => (actions[id] ?? "reject") === "reject"), {
    message: `${FIXED_REJECT.join(", ")} always reject and can't be changed.`,
  });

const bootKey = z.string().regex(/^[0-9a-f]{64}$/, "A boot key is 64 hex digits, lower case.");

/**
 * What an app asks of the platform evidence that its instances enrolled with. Rules are applied at each attestation, so
 * that a change reaches instances that are enrolled already; the two that say so, at enrolment only.
 */
export const evidenceRulesSchema = z.strictObject({
  formats: z
    .array(z.enum(EVIDENCE_FORMATS))
    .min(1, "Accept at least one evidence format.")
    .default([...EVIDENCE_FORMATS]),
  minimumSecurityLevel: z.enum(SECURITY_LEVELS).default("none"),
  /** From this system version on the instance key must live in hardware; null for never. */
  hardwareFromOsVersion: versionName.nullable().default(null),
  /** Android: from this system version on attestation keys must be provisioned remotely; null for never. */
  remoteProvisioningFromOsVersion: versionName.nullable().default(null),
  /** Android: boot keys of systems other than the vendor's that are accepted, lower-case hex (GrapheneOS and the like). */
  allowedBootKeys: z.array(bootKey).max(64).default([]),
  /** Android: oldest accepted patch levels of vendor and boot image, or null for any. */
  minimumVendorPatchLevel: patchLevel.nullable().default(null),
  minimumBootPatchLevel: patchLevel.nullable().default(null),
  /** Android, at enrolment: whether a Play Integrity verdict must meet strong integrity. */
  requireStrongIntegrity: z.boolean().default(false),
  /** iOS, at enrolment: keys of development builds are accepted in `development` only, all others in `production` only. */
  appAttestEnvironment: z.enum(["production", "development"]).default("production"),
});
export type EvidenceRules = z.infer<typeof evidenceRulesSchema>;

/**
 * The rules by which evidence of one app on one platform is judged. A signal without an action is annotated, so that a
 * signal added by a later release never rejects by surprise and never goes unseen.
 */
export const appraisalPolicySchema = z.strictObject({
  signals: signalActions.default({}),
  /** Oldest accepted app version name, or null for any. */
  minimumAppVersion: versionName.nullable().default(null),
  /** Oldest accepted system version, or null for any. */
  minimumOsVersion: versionName.nullable().default(null),
  /** Oldest accepted security patch level, or null for any. */
  minimumPatchLevel: patchLevel.nullable().default(null),
  /** `exact`: version and signer of a registered build. `signer`: any version signed by a registered certificate. */
  builds: z.enum(["exact", "signer"]).default("signer"),
  evidence: evidenceRulesSchema.default(() => evidenceRulesSchema.parse({})),
  /** Whether a refused app is told the reasons; off by default, the ARC is all it gets. */
  tellReasons: z.boolean().default(false),
  /** Which annotated signals a token carries in `anno`, where the app can read them: all of them, or those listed. */
  tokenAnnotations: z.union([z.literal("all"), z.array(z.enum(SIGNAL_IDS)).max(SIGNAL_IDS.length)]).default("all"),
  /** Which builds development credentials may speak for; a released build never unless it says `all-builds`. */
  developmentCredentials: z.enum(DEVELOPMENT_SCOPES).default("unreleased-builds"),
  /** Signals that count for less on some SDK version, app version or model. */
  exceptions: z
    .array(
      policyExceptionSchema.refine(({ signal }) => !FIXED_REJECT.includes(signal), {
        message: "This signal always rejects.",
        path: ["signal"],
      }),
    )
    .max(EXCEPTIONS_MAX, `At most ${EXCEPTIONS_MAX} exceptions.`)
    .default([]),
});

export type AppraisalPolicy = z.infer<typeof appraisalPolicySchema>;

/** What a new app starts with: attacks on the app itself reject, facts about the device are only noted. */
export const STARTING_POLICY: AppraisalPolicy = appraisalPolicySchema.parse({
  signals: {
    root: "reject",
    jailbreak: "reject",
    "hook-framework": "reject",
    debugger: "reject",
    "app-repackaged": "reject",
    "app-not-registered": "reject",
    "mitm-proxy": "reject",
    "memory-tampering": "reject",
    "key-revoked": "reject",
    "outdated-app": "reject",
    "outdated-patch": "reject",
  },
});

/** The action a policy takes on a signal; for a subject, with the exceptions that are for it. */
export function actionOn(policy: AppraisalPolicy, signal: Signal, subject?: ExceptionSubject): SignalAction {
  if (FIXED_REJECT.includes(signal)) return "reject";
  let action: SignalAction = policy.signals[signal] ?? "annotate";
  if (subject === undefined) return action;
  for (const exception of policy.exceptions) {
    if (exception.signal !== signal || !exceptionMatches(exception, subject)) continue;
    if (SIGNAL_ACTIONS.indexOf(exception.action) < SIGNAL_ACTIONS.indexOf(action)) action = exception.action;
  }
  return action;
}

/**
 * A policy as a row of an earlier release may hold it, with what was added since at its default. Null when it does not
 * parse: such a policy judges nothing, and what nothing judges is refused.
 */
export function parseStoredPolicy(stored: unknown): AppraisalPolicy | null {
  const parsed = appraisalPolicySchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}
