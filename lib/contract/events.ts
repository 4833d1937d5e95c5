/** Single attempts as the event list, the decision page, the search and the stream show them. Times as in metrics.ts. */
import { z } from "zod";
import { CHECK_OUTCOMES, CHECK_STAGES } from "./evidence";
import { pulseSchema, timeWindowSchema, trendBinSchema } from "./metrics";
import { ATTEMPT_KIND_IDS, OUTCOME_IDS, OVERRIDE_KIND_IDS } from "./outcome";
import { SIGNAL_IDS } from "./signals";

const instant = z.number();
const signal = z.enum(SIGNAL_IDS);
const outcome = z.enum(OUTCOME_IDS);

/** One attempt in a list. */
export const eventRowSchema = z.object({
  /** UUIDv7. */
  id: z.string(),
  at: instant,
  kind: z.enum(ATTEMPT_KIND_IDS),
  outcome,
  /** What the policy made count, the one shown first in front. */
  reasons: z.array(signal),
  arc: z.string(),
  instanceId: z.string().nullable(),
  /** Name of the registered app, or null. */
  app: z.string().nullable(),
  appVersion: z.string(),
  platform: z.string(),
  osVersion: z.string(),
  model: z.string(),
  /** ISO 3166-1, empty when unknown. */
  country: z.string(),
  test: z.boolean(),
});
export type EventRow = z.infer<typeof eventRowSchema>;

export const eventPageSchema = z.object({
  /** Newest first. */
  events: z.array(eventRowSchema),
  /** Where the next page starts; null at the end. */
  next: z.string().nullable(),
});
export type EventPage = z.infer<typeof eventPageSchema>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const checkSchema = z.object({
  id: z.string(),
  stage: z.enum(CHECK_STAGES),
  title: z.string(),
  outcome: z.enum(CHECK_OUTCOMES),
  found: z.string().optional(),
  expected: z.string().optional(),
});

/** One attempt with its whole decision. */
export const eventDetailSchema = eventRowSchema.extend({
  sdkVersion: z.string(),
  /** Evidence format of the enrolment, empty when unknown. */
  format: z.string(),
  /** Everything that was found, whatever the policy made of it. */
  signals: z.array(signal),
  override: z.enum(OVERRIDE_KIND_IDS),
  /** Set when the request itself was refused. */
  errorCode: z.string().nullable(),
  address: z.string().nullable(),
  /** Row id of the registered app. */
  appId: z.int().nullable(),
  policy: z.object({ id: z.int(), version: z.int(), createdAt: instant }).nullable(),
  /** In the order they were made. */
  checks: z.array(checkSchema),
  /** What the platform evidence of the instance's enrolment proved, for an attestation; null for an enrolment itself. */
  enrolment: z
    .object({ at: instant, format: z.string(), securityLevel: z.string(), checks: z.array(checkSchema) })
    .nullable(),
  /** What the token says, by claim. */
  claims: z.record(z.string(), scalar),
  /** Further facts of the decision, by name. */
  details: z.record(z.string(), scalar),
});
export type EventDetail = z.infer<typeof eventDetailSchema>;

/** What the stream sends: absolute values of every bin that may have changed, and the newest events. */
export const livePatchSchema = z.object({
  asOf: instant,
  window: timeWindowSchema,
  bins: z.array(trendBinSchema),
  minutes: pulseSchema.shape.minutes,
  events: z.array(eventRowSchema),
});
export type LivePatch = z.infer<typeof livePatchSchema>;

export const searchResultSchema = z.object({
  hits: z.array(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("attestation"), id: z.string(), arc: z.string(), at: instant, outcome }),
      z.object({ kind: z.literal("instance"), instanceId: z.string(), model: z.string() }),
      z.object({ kind: z.literal("version"), version: z.string() }),
      z.object({ kind: z.literal("app"), id: z.int(), name: z.string(), appId: z.string(), platform: z.string() }),
    ]),
  ),
});
export type SearchResult = z.infer<typeof searchResultSchema>;
