import { z } from "zod";
import { instantSchema, ROW_MAX, reasonSchema } from "./common";

/** `shadow`: counts what the version would do and rejects nobody. `enforce`: it judges a share of the instances. */
export const ROLLOUT_MODES = ["shadow", "enforce"] as const;
export type RolloutMode = (typeof ROLLOUT_MODES)[number];

/** `stopped` is a pause that the service itself made. The last two have ended. */
export const ROLLOUT_STATES = ["running", "paused", "stopped", "completed", "ended"] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

const share = z.number().min(0, "A share runs from 0 to 1.").max(1, "A share runs from 0 to 1.");

/** Between what the rejection rate of the instances on the new version has to stay, as shares; null for no bound. */
export const rejectionBandSchema = z
  .strictObject({ lowest: share.nullable().default(null), highest: share.nullable().default(null) })
  .refine(({ lowest, highest }) => lowest === null || highest === null || lowest < highest, {
    message: "The highest rate must be above the lowest.",
    path: ["highest"],
  });

export const rolloutSchema = z.object({
  id: z.int(),
  version: z.int(),
  mode: z.enum(ROLLOUT_MODES),
  /** Share of the instances it judges, in percent. */
  percent: z.int(),
  state: z.enum(ROLLOUT_STATES),
  /** Grows with every change. */
  revision: z.int(),
  band: z.object({ lowest: z.number().nullable(), highest: z.number().nullable() }),
  /** Attestations within ten minutes that the rate needs before it says anything. */
  minimumAttestations: z.int(),
  /** Why the service stopped it. */
  stopReason: z.string().nullable(),
  startedBy: z.string(),
  startedAt: instantSchema,
  changedBy: z.string(),
  changedAt: instantSchema,
  /** Why it was started or changed last; null where nobody said. */
  reason: z.string().nullable(),
  endedAt: instantSchema.nullable(),
  /** What the version has judged since it started; zero in the shadow. */
  judged: z.object({ attestations: z.number(), rejected: z.number() }),
  /** What it would have judged otherwise; null unless in the shadow. */
  shadow: z
    .object({
      attestations: z.number(),
      rejected: z.object({ attestations: z.number(), instances: z.number() }),
      admitted: z.object({ attestations: z.number(), instances: z.number() }),
    })
    .nullable(),
});
export type Rollout = z.infer<typeof rolloutSchema>;

export const rolloutStateSchema = z.object({
  /** The one that is open. */
  rollout: rolloutSchema.nullable(),
  /** The one before, that has ended. */
  last: rolloutSchema.nullable(),
});
export type RolloutAnswer = z.infer<typeof rolloutStateSchema>;

/** Attestations within ten minutes from which a rejection rate says something, unless told otherwise. */
export const MINIMUM_ATTESTATIONS = 100;

const minimumAttestations = z.int("A whole number.").min(1, "At least 1.").max(1_000_000, "At most 1,000,000.");

const percent = z.int("Whole percent.").min(1, "At least 1 %.").max(100, "At most 100 %.");

export const startRolloutSchema = z.strictObject({
  version: z.int().min(1).max(ROW_MAX),
  mode: z.enum(ROLLOUT_MODES),
  percent: percent.default(100),
  band: rejectionBandSchema.default({ lowest: null, highest: null }),
  minimumAttestations: minimumAttestations.default(MINIMUM_ATTESTATIONS),
  /** The version believed to be in force. */
  replaces: z.int().nullable().optional(),
  /** The app's id, typed, where more than one in a hundred live instances would newly be rejected. */
  confirm: z.string().max(200).optional(),
  reason: reasonSchema.optional(),
});
export type StartRollout = z.input<typeof startRolloutSchema>;

export const changeRolloutSchema = z.strictObject({
  /** The revision that was seen: another one means that somebody else was faster. */
  revision: z.int().max(ROW_MAX),
  percent: percent.optional(),
  state: z.enum(["running", "paused"]).optional(),
  band: rejectionBandSchema.optional(),
  minimumAttestations: minimumAttestations.optional(),
  reason: reasonSchema.optional(),
});
export type ChangeRollout = z.input<typeof changeRolloutSchema>;

export const endRolloutSchema = z.strictObject({
  revision: z.int().max(ROW_MAX),
  reason: reasonSchema.optional(),
});
export type EndRollout = z.input<typeof endRolloutSchema>;

/** Whether test traffic counts. */
export const rolloutQuery = z.object({ test: z.literal("1").optional() });
