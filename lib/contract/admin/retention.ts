import { z } from "zod";

const days = z.int().min(1, "At least 1 day.").max(3650, "At most 3,650 days.");

/** For how long single events are kept, and what is there. Hours above them are kept for good. */
export const retentionSchema = z.object({
  /** In force. */
  days: z.int(),
  /** Set by an admin; null: the environment's. */
  setDays: z.int().nullable(),
  environmentDays: z.int(),
  /** Days that hold anything, oldest first (UTC), with the bytes they take. */
  stored: z.array(z.object({ day: z.iso.date(), bytes: z.number() })),
});
export type Retention = z.infer<typeof retentionSchema>;

/** `days` null goes back to what the environment says. */
export const updateRetentionSchema = z.strictObject({ days: days.nullable() });
