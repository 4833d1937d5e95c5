import { z } from "zod";
import { SIGNAL_IDS } from "./signals";

/** What an exception may make of a signal: it only ever softens. */
export const EXCEPTION_ACTIONS = ["ignore", "annotate"] as const;

/** Exceptions one policy may have. */
export const EXCEPTIONS_MAX = 100;

/** A whole value, or its beginning followed by `*`: `4.2.*`, `SM-S92*`. */
const pattern = z
  .string()
  .trim()
  .min(1, "Must not be empty.")
  .max(80, "At most 80 characters.")
  .regex(/^[^\p{Cc}\u2028\u2029*]*\*?$/u, "A value, or how it begins followed by one *.")
  .refine((text) => text !== "*", "Name what it is for: * alone would be for everything.");

/**
 * Softens what a policy makes of one signal for the instances it names: a detection that is wrong on one SDK version,
 * app version or model is switched off there without being switched off elsewhere. Everything named must match.
 */
export const policyExceptionSchema = z
  .strictObject({
    signal: z.enum(SIGNAL_IDS),
    action: z.enum(EXCEPTION_ACTIONS).default("annotate"),
    sdkVersion: pattern.nullable().default(null),
    appVersion: pattern.nullable().default(null),
    model: pattern.nullable().default(null),
    /** Why, for those who read the policy later. */
    note: z.string().trim().max(200, "At most 200 characters.").default(""),
  })
  .refine(({ sdkVersion, appVersion, model }) => sdkVersion !== null || appVersion !== null || model !== null, {
    message: "Name an SDK version, an app version or a model; for everything, change the signal's action.",
    path: ["model"],
  });

export type PolicyException = z.infer<typeof policyExceptionSchema>;

/** What an exception looks at; what an instance said of itself under the same names as everywhere. */
export interface ExceptionSubject {
  readonly sdkVersion: string;
  readonly appVersion: string;
  readonly model: string;
}

/** Whether an exception is for this instance. */
export function exceptionMatches(exception: PolicyException, subject: ExceptionSubject): boolean {
  return (
    matches(exception.sdkVersion, subject.sdkVersion) &&
    matches(exception.appVersion, subject.appVersion) &&
    matches(exception.model, subject.model)
  );
}

function matches(pattern: string | null, value: string): boolean {
  if (pattern === null) return true;
  return pattern.endsWith("*") ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}
