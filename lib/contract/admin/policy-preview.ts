import { z } from "zod";
import type { RANGES } from "../filter";
import { appraisalPolicySchema } from "../policy";
import { SIGNAL_IDS } from "../signals";
import { ROW_MAX } from "./common";

/** How far back a preview can look. */
export const PREVIEW_RANGES = ["1h", "24h", "7d", "30d", "90d"] as const satisfies readonly (keyof typeof RANGES)[];
export type PreviewRange = (typeof PREVIEW_RANGES)[number];

/** By what a preview tells who is hit. */
export const PREVIEW_DIMENSIONS = ["version", "os", "country", "model", "sdk"] as const;
export type PreviewDimension = (typeof PREVIEW_DIMENSIONS)[number];

export const previewPolicySchema = z
  .strictObject({
    /** A draft that is not written yet… */
    policy: appraisalPolicySchema.optional(),
    /** …or a version that is. */
    version: z.int().min(1).max(ROW_MAX).optional(),
    range: z.enum(PREVIEW_RANGES).default("7d"),
    /** Whether test traffic counts. */
    test: z.boolean().default(false),
  })
  .refine(({ policy, version }) => (policy === undefined) !== (version === undefined), {
    message: "Give either a policy or a version.",
    path: ["policy"],
  });
export type PreviewRequest = z.input<typeof previewPolicySchema>;

const count = z.object({ instances: z.number(), attestations: z.number() });

const previewRowSchema = z.object({
  /** Empty where it is not known; null for all the others together. */
  value: z.string().nullable(),
  /** How many values the row stands for. */
  values: z.int(),
  rejected: count,
  admitted: count,
});
export type PreviewRow = z.infer<typeof previewRowSchema>;

const previewExampleSchema = z.object({
  change: z.enum(["rejected", "admitted"]),
  /** An instance of this kind. */
  instanceId: z.string(),
  /** Milliseconds since 1970. */
  seenAt: z.number(),
  model: z.string(),
  country: z.string(),
  appVersion: z.string(),
  osVersion: z.string(),
  sdkVersion: z.string(),
  patchLevel: z.string().nullable(),
  test: z.boolean(),
  /** What would reject it, or what rejects it now. */
  reasons: z.array(z.enum(SIGNAL_IDS)),
  /** Instances of this model with the same reasons. */
  alike: z.int(),
});
export type PreviewExample = z.infer<typeof previewExampleSchema>;

/** What a draft would have changed. */
export const policyPreviewSchema = z.object({
  range: z.enum(PREVIEW_RANGES),
  /** Milliseconds since 1970. */
  from: z.number(),
  to: z.number(),
  /** The version in force, which the draft is compared with; null for none. */
  activeVersion: z.int().nullable(),
  /** Instances as they were last seen within the range: each counts once. */
  instances: z.object({ active: z.number(), rejected: z.number(), admitted: z.number() }),
  attestations: z.object({ all: z.number(), rejected: z.number(), admitted: z.number() }),
  /** Shares of attestations rejected, by the version in force and by the draft. */
  rates: z.object({ active: z.number(), draft: z.number() }),
  /**
   * Null where every number is exact. Else how many attestations turn on what the rollups don't hold (patch level,
   * security level, version code), and how many instances, as they were last seen, their shares were taken from.
   */
  estimated: z.object({ attestations: z.number(), fromInstances: z.number() }).nullable(),
  /** Largest first, the rest of each summed up. */
  dimensions: z.record(z.enum(PREVIEW_DIMENSIONS), z.array(previewRowSchema)),
  examples: z.array(previewExampleSchema),
  /** Signal -> instances on which it was last seen. */
  seen: z.partialRecord(z.enum(SIGNAL_IDS), z.number()),
  /** Time it took, in milliseconds. */
  tookMs: z.number(),
});
export type PolicyPreview = z.infer<typeof policyPreviewSchema>;
