import type { AlertDefinition, AlertRule, Measurement } from "@/lib/contract/admin/alerts";
import { ALERT_METRICS, type AlertPhase, type AlertUnit, type ChannelKind } from "@/lib/contract/alerts";
import type { Formats } from "../ui/format";

/** A value of a metric as people read it: `31.0 %`, `39.8 /s`, `8,896`. */
export function valueText(formats: Formats, value: number | null, unit: AlertUnit): string {
  if (value === null) return "–";
  if (unit === "share") return formats.share(value);
  if (unit === "per-second") return `${formats.decimal(value)}\u00a0/s`;
  return Number.isInteger(value) ? formats.count(value) : formats.decimal(value);
}

/** `Rejection rate over 5 min`; the reason where there is one. */
export function metricTitle({ metric, reason, windowMinutes }: AlertDefinition): string {
  const { title } = ALERT_METRICS[metric];
  const what = reason === null ? title : `${title} (${reason})`;
  return metric === "active-instances" ? what : `${what}, over ${windowMinutes}\u00a0min`;
}

/** `above 10.0 % for 5 min`, `4 × more than usual at this hour`. */
export function conditionText(formats: Formats, { metric, condition, forMinutes }: AlertDefinition): string {
  const held = forMinutes === 0 ? "" : ` for ${forMinutes}\u00a0min`;
  if (condition.kind === "threshold") {
    return `${condition.direction} ${valueText(formats, condition.value, ALERT_METRICS[metric].unit)}${held}`;
  }
  const side = { above: "above", below: "below", either: "away from" }[condition.direction];
  return `${formats.axis(condition.deviations)} deviations ${side} the usual of this hour${held}`;
}

/** The value of a measurement against what it is compared with: `31.0 %, limit 10.0 %`. */
export function againstText(formats: Formats, definition: AlertDefinition, measurement: Measurement): string {
  const { unit } = ALERT_METRICS[definition.metric];
  const { value, upper, lower, usual } = measurement;
  if (value === null) return "no data";
  const isAbove = upper !== null && (lower === null || value >= lower);
  const limit = isAbove ? upper : lower;
  const parts = [
    ...(usual === null ? [] : [`usual ${valueText(formats, usual.median, unit)}`]),
    ...(limit === null ? [] : [`limit ${valueText(formats, Math.max(0, limit), unit)}`]),
  ];
  return parts.join(", ");
}

export const PHASE_WORDS: Readonly<Record<AlertPhase, string>> = {
  quiet: "quiet",
  pending: "about to fire",
  firing: "firing",
  clearing: "clearing",
};

export const CHANNEL_WORDS: Readonly<Record<ChannelKind, { readonly title: string; readonly says: string }>> = {
  webhook: { title: "Webhook", says: "Signed JSON to a URL of yours." },
  slack: { title: "Slack", says: "An incoming webhook of Slack, or of whatever takes the same." },
  email: { title: "E-mail", says: "Through an SMTP server of yours." },
  events: { title: "Event feed", says: "Every attestation event in signed batches, for a SIEM; takes no alerts." },
};

export const CLOSE_WORDS: Readonly<Record<string, string>> = {
  cleared: "cleared",
  "rule-changed": "rule changed",
  "rule-disabled": "rule switched off",
  "rule-deleted": "rule deleted",
};

/** Rules are judged each minute; one that was not for so long is not looked after. */
const STALE_MS = 3 * 60_000;

/** Since when a rule has not been judged, milliseconds since 1970; null where all is well or nobody should. */
export function staleSince({ enabled, evaluatedUntil, updatedAt }: AlertRule, now: number): number | null {
  const judged = Date.parse(evaluatedUntil ?? updatedAt);
  return enabled && now - judged > STALE_MS ? judged : null;
}
