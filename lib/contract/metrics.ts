/**
 * What the metrics answer, as their routes send it and the pages read it. Times are milliseconds since 1970, shares run
 * from 0 to 1, counts are whole.
 */
import { z } from "zod";
import { MATRIX_DIMENSIONS } from "./filter";
import { SIGNAL_IDS } from "./signals";

const count = z.int().min(0);
const instant = z.number();

/** The stretch of time a filter means at one moment, cut into equal bins. `to` is the end of the last, open bin. */
export const timeWindowSchema = z.object({
  from: instant,
  to: instant,
  stepSeconds: z.int().positive(),
  /** Whether it follows the clock. */
  live: z.boolean(),
});
export type TimeWindow = z.infer<typeof timeWindowSchema>;

/** The reason that came first in a refusal; `none` is a refusal without one, such as a forced one. */
export const FIRST_REASONS = [...SIGNAL_IDS, "none"] as const;
const firstReason = z.enum(FIRST_REASONS);
export type FirstReason = z.infer<typeof firstReason>;

export const trendBinSchema = z.object({
  /** Start of the bin. */
  at: instant,
  pass: count,
  fail: count,
  /** The refusals by the reason shown first; they add up to `fail`. */
  reasons: z.partialRecord(firstReason, count),
});
export type TrendBin = z.infer<typeof trendBinSchema>;

export const trendSchema = z.object({
  window: timeWindowSchema,
  /** Every bin of the window, empty ones too; none for a comparison with a time before history began. */
  bins: z.array(trendBinSchema),
  /** When it was read. */
  asOf: instant,
});
export type Trend = z.infer<typeof trendSchema>;

const minuteSchema = z.object({ at: instant, pass: count, fail: count });

/** Attestations minute by minute up to now, and what is usual at this hour. */
export const pulseSchema = z.object({
  asOf: instant,
  /** The last six minutes, oldest first; the last is still open. */
  minutes: z.array(minuteSchema),
  /** The same hour one week ago; null when nothing came in then. */
  usual: z.object({ perSecond: z.number(), passRate: z.number() }).nullable(),
});
export type Pulse = z.infer<typeof pulseSchema>;

/**
 * Instances are counted one by one where a stretch holds few attestations; else `approximate` (1.6 % standard error),
 * and null where a filter of several dimensions can't be answered that way.
 */
const instances = count.nullable();
const approximate = z.boolean();

/** Distinct instances that attested since `from`, and in the same stretch one week before (0 where not recorded). */
const activeCountSchema = z.object({ from: instant, instances, approximate, before: count });
export type ActiveCount = z.infer<typeof activeCountSchema>;

export const activeInstancesSchema = z.object({
  asOf: instant,
  hour: activeCountSchema,
  day: activeCountSchema,
  month: activeCountSchema,
});
export type ActiveInstances = z.infer<typeof activeInstancesSchema>;

/** One reason over a window, against the same window one week before. */
export const reasonRowSchema = z.object({
  reason: firstReason,
  /** Refusals that show it first. */
  attestations: count,
  attestationsBefore: count,
  /** Instances refused for it, as first or further reason, in the hours of the window. */
  instances,
  /** The value that holds most of the rise, where one stands out. */
  rises: z
    .object({ dimension: z.enum(["country", "version", "sdk"]), value: z.string(), share: z.number() })
    .nullable(),
});
export type ReasonRow = z.infer<typeof reasonRowSchema>;

export const reasonsSchema = z.object({
  window: timeWindowSchema,
  /** Refused instances in the hours of the window. */
  instances,
  approximate,
  rows: z.array(reasonRowSchema),
});
export type Reasons = z.infer<typeof reasonsSchema>;

/** One app version with its SDK, or one platform, by instances active in the hours of the window. */
export const versionRowSchema = z.object({
  /** App version, or platform. */
  name: z.string(),
  /** Empty for platforms and for sums. */
  sdkVersion: z.string(),
  instances,
  pass: count,
  fail: count,
});
export type VersionRow = z.infer<typeof versionRowSchema>;

export const versionsSchema = z.object({
  window: timeWindowSchema,
  instances,
  approximate,
  /** The most used, largest first. */
  versions: z.array(versionRowSchema),
  /** How many versions are not listed. */
  unlisted: count,
  platforms: z.array(versionRowSchema),
});
export type Versions = z.infer<typeof versionsSchema>;

const matrixCellSchema = z.object({
  refused: count,
  /** Refusals per 1,000 attestations of the column. */
  perThousand: z.number(),
  /** The same in the window one week before; null when the column had no attestations then. */
  perThousandBefore: z.number().nullable(),
});
export type MatrixCell = z.infer<typeof matrixCellSchema>;

/** Refusals by first reason and one dimension, with the usual of each cell. */
export const reasonMatrixSchema = z.object({
  window: timeWindowSchema,
  dimension: z.enum(MATRIX_DIMENSIONS),
  columns: z.array(z.object({ value: z.string(), attestations: count })),
  rows: z.array(z.object({ reason: firstReason, cells: z.array(matrixCellSchema) })),
});
export type ReasonMatrix = z.infer<typeof reasonMatrixSchema>;

/** Values of a dimension that were seen, with the name people know them by where it differs. */
export const filterValuesSchema = z.object({
  values: z.array(z.object({ value: z.string(), title: z.string().optional() })),
});
export type FilterValues = z.infer<typeof filterValuesSchema>;
