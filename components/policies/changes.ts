import { type AppraisalPolicy, actionOn, TUNABLE_SIGNALS } from "@/lib/contract/policy";
import { exceptionSubject } from "./exception-words";
import { BUILD_WORDS, DEVELOPMENT_WORDS, FORMAT_WORDS, LEVEL_WORDS } from "./words";

/** One thing in which two policies differ, in words. */
export interface PolicyChange {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

type Reader = (policy: AppraisalPolicy) => string;

/** Everything of a policy besides its signals, as people read it. */
const RULES: readonly (readonly [name: string, read: Reader])[] = [
  ["oldest app version", (policy) => policy.minimumAppVersion ?? "any"],
  ["oldest system version", (policy) => policy.minimumOsVersion ?? "any"],
  ["oldest security patch", (policy) => policy.minimumPatchLevel ?? "any"],
  ["builds", (policy) => BUILD_WORDS[policy.builds]],
  ["evidence", (policy) => formatsInWords(policy)],
  ["instance key in", (policy) => LEVEL_WORDS[policy.evidence.minimumSecurityLevel]],
  ["key in hardware from", ({ evidence }) => evidence.hardwareFromOsVersion ?? "never"],
  ["keys provisioned remotely from", ({ evidence }) => evidence.remoteProvisioningFromOsVersion ?? "never"],
  ["accepted boot keys", ({ evidence }) => evidence.allowedBootKeys.map(shorten).sort().join(", ") || "none"],
  ["oldest vendor patch", ({ evidence }) => evidence.minimumVendorPatchLevel ?? "any"],
  ["oldest boot patch", ({ evidence }) => evidence.minimumBootPatchLevel ?? "any"],
  ["Play Integrity verdict", ({ evidence }) => `${evidence.requireStrongIntegrity ? "strong" : "device"} integrity`],
  ["App Attest environment", ({ evidence }) => evidence.appAttestEnvironment],
  ["token tells", (policy) => annotationsInWords(policy)],
  ["development credentials", (policy) => DEVELOPMENT_WORDS[policy.developmentCredentials]],
  ["exceptions", (policy) => exceptionsInWords(policy)],
  ["refused apps are told", (policy) => (policy.tellReasons ? "the reasons" : "the ARC only")],
];

function shorten(bootKey: string): string {
  return bootKey.length > 16 ? `${bootKey.slice(0, 8)}…${bootKey.slice(-4)}` : bootKey;
}

function formatsInWords({ evidence }: AppraisalPolicy): string {
  return [...evidence.formats]
    .sort()
    .map((format) => FORMAT_WORDS[format].title)
    .join(", ");
}

function annotationsInWords({ tokenAnnotations }: AppraisalPolicy): string {
  if (tokenAnnotations === "all") return "every annotated signal";
  return tokenAnnotations.length === 0 ? "no signal" : [...tokenAnnotations].sort().join(", ");
}

function exceptionsInWords({ exceptions }: AppraisalPolicy): string {
  const words = exceptions.map((one) => `${one.action} ${one.signal} on ${exceptionSubject(one)}`);
  return words.length === 0 ? "none" : words.sort().join("; ");
}

/** In what two policies differ: signals first, in the order of their table. Empty when both judge alike. */
export function policyChanges(from: AppraisalPolicy, to: AppraisalPolicy): PolicyChange[] {
  const signals = TUNABLE_SIGNALS.map((name) => ({ name, before: actionOn(from, name), after: actionOn(to, name) }));
  const rules = RULES.map(([name, read]) => ({ name, before: read(from), after: read(to) }));
  return [...signals, ...rules].filter(({ before, after }) => before !== after);
}
