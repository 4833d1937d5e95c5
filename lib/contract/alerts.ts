/** The vocabulary of alerts: what a rule can watch, how it can compare, and the states it goes through. */

/** How a metric's values are written: a rate per second, a count, or a share from 0 to 1. */
export type AlertUnit = "per-second" | "count" | "share";

export interface AlertMetricEntry {
  readonly title: string;
  readonly unit: AlertUnit;
  /** Whether the rule names a reason. */
  readonly takesReason: boolean;
  /** Whether only passes count, so that a filter on reasons or outcomes would count nothing. */
  readonly ofPasses?: true;
}

/** What a rule can watch. Shares are of all attempts that the filter lets through, its reasons and outcomes aside. */
export const ALERT_METRICS = {
  "attestations-per-second": { title: "Attestations per second", unit: "per-second", takesReason: false },
  rejections: { title: "Rejections", unit: "count", takesReason: false },
  "rejection-rate": { title: "Rejection rate", unit: "share", takesReason: false },
  "reason-count": { title: "Rejections with a reason", unit: "count", takesReason: true },
  "reason-share": { title: "Share rejected with a reason", unit: "share", takesReason: true },
  "active-instances": { title: "Active instances per hour", unit: "count", takesReason: false },
  "retired-secret-uses": { title: "Uses of a retired secret", unit: "count", takesReason: false, ofPasses: true },
} as const satisfies Record<string, AlertMetricEntry>;
export type AlertMetric = keyof typeof ALERT_METRICS;

/** Runtime guarantee: the keys of a constant object are its own. */
function metricIds(): [AlertMetric, ...AlertMetric[]] {
  return Object.keys(ALERT_METRICS) as [AlertMetric, ...AlertMetric[]];
}
export const ALERT_METRIC_IDS = metricIds();

/** Lengths of the window that a value is measured over, in minutes. */
export const WINDOW_MINUTES = [1, 2, 5, 10, 15, 30, 60] as const;

export const SEVERITIES = ["critical", "warning"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `keep`: as it was a minute ago; `clear`: as if all were well; `alert`: as if the condition held. */
export const NO_DATA_ACTIONS = ["keep", "clear", "alert"] as const;

/** `pending` waits out "for N minutes" before it fires, `clearing` waits out "clear for N minutes" before it closes. */
export const ALERT_PHASES = ["quiet", "pending", "firing", "clearing"] as const;
export type AlertPhase = (typeof ALERT_PHASES)[number];

export const CHANNEL_KINDS = ["webhook", "slack", "email", "events"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export const DELIVERY_KINDS = ["opened", "closed", "test", "events"] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

export const DELIVERY_STATES = ["waiting", "delivered", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why an incident ended: its condition cleared, or the rule was changed, switched off or deleted. */
export const CLOSE_CAUSES = ["cleared", "rule-changed", "rule-disabled", "rule-deleted"] as const;
export type CloseCause = (typeof CLOSE_CAUSES)[number];
