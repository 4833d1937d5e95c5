/** What changed: the values that are refused more than before, as the metric answers it. */
import { z } from "zod";
import { timeWindowSchema } from "./metrics";

/** Where a rise is looked for. */
export const CHANGE_DIMENSIONS = ["version", "sdk", "os", "country", "model", "app", "platform", "format"] as const;
export type ChangeDimension = (typeof CHANGE_DIMENSIONS)[number];

/** With what a window is compared: the time just before it, or the same time one week before. */
export const CHANGE_BASELINES = ["previous", "week"] as const;
export type ChangeBaseline = (typeof CHANGE_BASELINES)[number];

const count = z.int().min(0);

export const changeRowSchema = z.object({
  dimension: z.enum(CHANGE_DIMENSIONS),
  value: z.string(),
  /** Refusals and attempts of the value in the window, and in the one it is compared with. */
  refused: count,
  attempts: count,
  refusedBefore: count,
  attemptsBefore: count,
  /** Rate of refusal over that of before, with its 95 % interval. */
  lift: z.number(),
  low: z.number(),
  high: z.number(),
  /** Share of the whole rise that lies in the value, 0 to 1. */
  share: z.number(),
  /** The row that explains this one: without what both have in common, this one did not rise. */
  follows: z
    .object({
      dimension: z.enum(CHANGE_DIMENSIONS),
      value: z.string(),
      /** Both cover the very same attestations, now and before: nothing tells which of them is the cause. */
      same: z.boolean(),
    })
    .nullable(),
});
export type ChangeRow = z.infer<typeof changeRowSchema>;

export const changesSchema = z.object({
  window: timeWindowSchema,
  before: timeWindowSchema,
  baseline: z.enum(CHANGE_BASELINES),
  /** False where history does not go back to the window that it is compared with; there are no rows then. */
  comparable: z.boolean(),
  refused: count,
  attempts: count,
  refusedBefore: count,
  attemptsBefore: count,
  /** Surest rises first. */
  rows: z.array(changeRowSchema),
});
export type Changes = z.infer<typeof changesSchema>;
