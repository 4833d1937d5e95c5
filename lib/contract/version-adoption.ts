/** How the releases of one app took over from each other, as the metric answers it. Times are milliseconds since 1970. */
import { z } from "zod";
import { timeWindowSchema } from "./metrics";

/** How far back the curve goes. */
export const ADOPTION_RANGES = ["30d", "90d"] as const;
export type AdoptionRange = (typeof ADOPTION_RANGES)[number];

const count = z.int().min(0);

export const versionAdoptionSchema = z.object({
  /** In whole days (UTC); the last one is still open. */
  window: timeWindowSchema,
  /** Newest release first, `null` for what the others have together, last. */
  versions: z.array(
    z.object({
      version: z.string().nullable(),
      /** Attempts of each day of the window. */
      days: z.array(count),
    }),
  ),
});
export type VersionAdoption = z.infer<typeof versionAdoptionSchema>;
