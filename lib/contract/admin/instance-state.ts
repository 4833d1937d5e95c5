import { z } from "zod";
import { EVIDENCE_FORMATS, SECURITY_LEVELS } from "../evidence";
import { OUTCOME_IDS, OVERRIDE_KIND_IDS } from "../outcome";
import { SIGNAL_IDS } from "../signals";
import { instantSchema, ROW_MAX } from "./common";
import { instanceIdSchema, LATEST_INSTANCE, overrideSchema } from "./overrides";

export const instanceStateParams = z.object({ id: z.union([z.literal(LATEST_INSTANCE), instanceIdSchema]) });

/** With `latest`: of which app. */
export const instanceStateQuery = z.object({ app: z.coerce.number().int().min(1).max(ROW_MAX).optional() });

const signals = z.array(z.enum(SIGNAL_IDS));

/** One installation as it attested last, and what was decided about it. */
export const instanceStateSchema = z.object({
  instanceId: z.string(),
  appId: z.string(),
  platform: z.string(),
  test: z.boolean(),
  enrolledAt: instantSchema.nullable(),
  format: z.enum(EVIDENCE_FORMATS).nullable(),
  securityLevel: z.enum(SECURITY_LEVELS).nullable(),
  /** Null where it has not attested since it was enrolled. */
  seen: z
    .object({
      at: instantSchema,
      outcome: z.enum(OUTCOME_IDS),
      reasons: signals,
      signals,
      override: z.enum(OVERRIDE_KIND_IDS),
      policyVersion: z.int().nullable(),
      model: z.string(),
      osVersion: z.string(),
      patchLevel: z.string().nullable(),
      appVersion: z.string(),
      sdkVersion: z.string(),
      country: z.string(),
    })
    .nullable(),
  /** The override in force. */
  override: overrideSchema.nullable(),
});
export type InstanceStateAnswer = z.infer<typeof instanceStateSchema>;
