import { z } from "zod";
import {
  ALERT_METRIC_IDS,
  ALERT_METRICS,
  ALERT_PHASES,
  type AlertMetricEntry,
  CLOSE_CAUSES,
  NO_DATA_ACTIONS,
  SEVERITIES,
  WINDOW_MINUTES,
} from "../alerts";
import { parseRuleFilter } from "../rule-filter";
import { SIGNAL_IDS } from "../signals";
import { futureInstantSchema, idSchema, instantSchema, lineSchema, pageQuery, ROW_MAX, reasonSchema } from "./common";

const minutes = (max: number) => z.int().min(0, "At least 0.").max(max, `At most ${max} minutes.`);
const limit = z.number().min(0, "At least 0.").max(1e12, "That is too large.");

/** The filter of a rule, as the console writes it in its URL, without time and unit. */
export const ruleFilterSchema = z
  .string()
  .max(8000)
  .transform((text, context) => {
    const filter = parseRuleFilter(text);
    if (filter !== null) return filter;
    context.addIssue({ code: "custom", message: "Not a filter of the console: it knows no such dimension or value." });
    return z.NEVER;
  });

const thresholdSchema = z.strictObject({
  kind: z.literal("threshold"),
  direction: z.enum(["above", "below"]),
  value: limit,
  /** Once fired, it has to come back past this value; the same value unless given. */
  clearValue: limit.nullable().default(null),
});

const deviationSchema = z.strictObject({
  kind: z.literal("deviation"),
  direction: z.enum(["above", "below", "either"]),
  /** How many robust standard deviations away from the usual is too far. */
  deviations: z.number().min(1, "At least 1.").max(100, "At most 100.").default(4),
  /** Once fired, it has to come back to this many; the same unless given. */
  clearDeviations: z.number().min(0, "At least 0.").max(100, "At most 100.").nullable().default(null),
  /** How many weeks back the same hour is looked at. */
  weeks: z.int().min(2, "At least 2.").max(12, "At most 12.").default(6),
  /** With fewer of those weeks recorded there is no usual, and no verdict. */
  samplesMin: z.int().min(2, "At least 2.").max(12, "At most 12.").default(3),
  /** A smaller distance from the usual is never too far, in the metric's own unit. */
  differenceMin: limit.default(0),
});

export const alertConditionSchema = z.discriminatedUnion("kind", [thresholdSchema, deviationSchema]);
export type AlertCondition = z.infer<typeof alertConditionSchema>;

const definitionShape = z.strictObject({
  metric: z.enum(ALERT_METRIC_IDS),
  /** For the metrics of one reason; null for the others. */
  reason: z.enum(SIGNAL_IDS).nullable().default(null),
  filter: ruleFilterSchema.default(""),
  /** Length of the window that a value is measured over. Active instances are counted by the whole hour. */
  windowMinutes: z.literal(WINDOW_MINUTES).default(5),
  condition: alertConditionSchema,
  /** How long the condition has to hold before the alert fires. */
  forMinutes: minutes(1440).default(0),
  /** How long it has to be clear before the alert closes. */
  clearForMinutes: minutes(1440).default(5),
  /** A share of fewer attempts is no data. */
  attemptsMin: z.int().min(1, "At least 1.").max(1_000_000_000).default(20),
  noData: z.enum(NO_DATA_ACTIONS).default("keep"),
});

/** Filters on what was decided. */
const JUDGED = ["reason", "not.reason", "outcome", "not.outcome"];

/** What a rule watches and when it fires. */
export const alertDefinitionSchema = definitionShape.superRefine(({ metric, reason, filter, condition }, context) => {
  const refuse = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  const entry: AlertMetricEntry = ALERT_METRICS[metric];
  const { takesReason, unit } = entry;
  if (takesReason && reason === null) refuse(["reason"], "Choose the reason to watch.");
  if (!takesReason && reason !== null) refuse(["reason"], "This metric takes no reason.");
  if (entry.ofPasses && JUDGED.some((name) => new URLSearchParams(filter).has(name)))
    refuse(["filter"], "This metric counts attestations that passed: leave reasons and outcomes out of its filter.");
  if (condition.kind === "threshold") {
    const { direction, value, clearValue } = condition;
    if (unit === "share" && value > 1) refuse(["condition", "value"], "A share is at most 1.");
    if (clearValue !== null && (direction === "above" ? clearValue > value : clearValue < value))
      refuse(["condition", "clearValue"], "It must not lie beyond the value that fires.");
  } else {
    const { deviations, clearDeviations, weeks, samplesMin } = condition;
    if (clearDeviations !== null && clearDeviations > deviations)
      refuse(["condition", "clearDeviations"], "It must not lie beyond the distance that fires.");
    if (samplesMin > weeks) refuse(["condition", "samplesMin"], "At most as many as weeks are looked at.");
  }
});
export type AlertDefinition = z.infer<typeof alertDefinitionSchema>;

/** What is usual at this hour of the week. */
export const usualSchema = z.object({
  median: z.number(),
  /** One robust standard deviation: 1.4826 x MAD, or the noise of counting where that is more. */
  scale: z.number(),
  /** Weeks it was taken from. */
  samples: z.int(),
});
export type Usual = z.infer<typeof usualSchema>;

/** One value of a rule's metric, and what it is compared with. */
export const measurementSchema = z.object({
  /** End of the window, milliseconds since 1970. */
  at: z.number(),
  /** Null without data. */
  value: z.number().nullable(),
  /** Attempts in the window that the filter lets through, reasons and outcomes aside; instances for active instances. */
  attempts: z.number(),
  usual: usualSchema.nullable(),
  /** From below and from above: beyond these the condition holds. */
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  verdict: z.enum(["breach", "clear", "no-data"]),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** One stretch of time in which an alert fired. */
export const alertIncidentSchema = z.object({
  id: z.int(),
  ruleId: z.int(),
  ruleName: z.string(),
  severity: z.enum(SEVERITIES),
  /** The rule as it was when it fired. */
  definition: alertDefinitionSchema,
  openedAt: instantSchema,
  opened: measurementSchema,
  /** The value farthest out so far. */
  worst: measurementSchema,
  closedAt: instantSchema.nullable(),
  closeCause: z.enum(CLOSE_CAUSES).nullable(),
  /** Whether the rule was muted when it fired, so that nobody was told. */
  muted: z.boolean(),
  acknowledgedAt: instantSchema.nullable(),
  acknowledgedBy: z.string().nullable(),
  note: z.string().nullable(),
});
export type AlertIncident = z.infer<typeof alertIncidentSchema>;

export const alertRuleSchema = z.object({
  id: z.int(),
  name: z.string(),
  severity: z.enum(SEVERITIES),
  definition: alertDefinitionSchema,
  /** Row ids of the channels that are told. */
  channels: z.array(z.int()),
  enabled: z.boolean(),
  mutedUntil: instantSchema.nullable(),
  mutedBy: z.string().nullable(),
  muteReason: z.string().nullable(),
  createdBy: z.string(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  phase: z.enum(ALERT_PHASES),
  /** When its phase began; of a rule that fires, when its incident opened. */
  phaseSince: instantSchema.nullable(),
  /** End of the last minute that was judged; null before the first. */
  evaluatedUntil: instantSchema.nullable(),
  latest: measurementSchema.nullable(),
  /** The incident that is open, in phases `firing` and `clearing`. */
  incidentId: z.int().nullable(),
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

export const alertRulesSchema = z.object({ rules: z.array(alertRuleSchema) });

const channelIds = z.array(z.int().min(1).max(ROW_MAX)).max(50);

export const createAlertRuleSchema = z.strictObject({
  name: lineSchema(100),
  severity: z.enum(SEVERITIES).default("warning"),
  definition: alertDefinitionSchema,
  channels: channelIds.default([]),
  enabled: z.boolean().default(true),
});
export type CreateAlertRule = z.input<typeof createAlertRuleSchema>;

export const updateAlertRuleSchema = z
  .strictObject({
    name: lineSchema(100).optional(),
    severity: z.enum(SEVERITIES).optional(),
    definition: alertDefinitionSchema.optional(),
    channels: channelIds.optional(),
    enabled: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "Nothing to change was given.");

/** `until` null ends the mute. */
export const muteAlertRuleSchema = z.strictObject({
  until: futureInstantSchema.nullable(),
  reason: reasonSchema.nullable().default(null),
});

export const acknowledgeIncidentSchema = z.strictObject({ note: reasonSchema.nullable().default(null) });

export const previewAlertSchema = z.strictObject({
  definition: alertDefinitionSchema,
  days: z.literal([1, 3, 7]).default(3),
});

/** How a rule would have gone over the last days, by the code that judges it for real. */
export const alertPreviewSchema = z.object({
  from: z.number(),
  to: z.number(),
  /** Measurements thinned to what a chart can show; of each stretch the one farthest out is kept. */
  points: z.array(measurementSchema),
  /** When it would have fired and closed; `to` null: it would fire still. */
  firings: z.array(z.object({ from: z.number(), to: z.number().nullable() })),
  /** Minutes without a verdict, of all. */
  minutesWithoutData: z.int(),
  minutes: z.int(),
});
export type AlertPreview = z.infer<typeof alertPreviewSchema>;

export const listIncidentsQuery = z.object({
  ...pageQuery,
  rule: idSchema.optional(),
  /** Only those that are open, or only those that are closed. */
  state: z.enum(["open", "closed"]).optional(),
});

export const alertIncidentsSchema = z.object({
  incidents: z.array(alertIncidentSchema),
  nextCursor: z.int().nullable(),
});
export type AlertIncidents = z.infer<typeof alertIncidentsSchema>;
