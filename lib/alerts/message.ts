import type { AlertDefinition, Measurement, Usual } from "../contract/admin/alerts";
import { ALERT_METRICS, type AlertUnit, type Severity } from "../contract/alerts";
import { DIMENSIONS, filterFromQuery } from "../contract/filter";

export interface IncidentFacts {
  readonly id: number;
  readonly rule: { readonly id: number; readonly name: string };
  readonly severity: Severity;
  readonly definition: AlertDefinition;
  readonly openedAt: Date;
  readonly opened: Measurement;
  readonly worst: Measurement;
  readonly closedAt: Date | null;
  readonly closeCause: string | null;
  readonly closing: Measurement | null;
}

/** What a notification says; docs/alerts.md documents each member. Sender, id and link are added when it is sent. */
export interface IncidentMessage {
  readonly type: "alert.opened" | "alert.closed";
  readonly summary: string;
  readonly incident: {
    readonly id: number;
    readonly openedAt: string;
    readonly closedAt: string | null;
    readonly closeCause: string | null;
  };
  readonly rule: {
    readonly id: number;
    readonly name: string;
    readonly severity: Severity;
    readonly definition: AlertDefinition;
  };
  readonly unit: AlertUnit;
  /** The measurement that fired, or the one that cleared; null when a person ended it. */
  readonly measurement: Measurement | null;
  readonly worst: Measurement;
}

/** The notification of an opening or a closing. */
export function incidentMessage(kind: "opened" | "closed", facts: IncidentFacts): IncidentMessage {
  const { id, rule, severity, definition, openedAt, opened, worst, closedAt, closeCause, closing } = facts;
  const { unit } = ALERT_METRICS[definition.metric];
  return {
    type: kind === "opened" ? "alert.opened" : "alert.closed",
    summary:
      kind === "opened"
        ? `Firing: ${rule.name}. ${sentence(definition, opened)}`
        : `Closed: ${rule.name}. ${ending(facts)}`,
    incident: { id, openedAt: openedAt.toISOString(), closedAt: closedAt?.toISOString() ?? null, closeCause },
    rule: { id: rule.id, name: rule.name, severity, definition },
    unit,
    measurement: kind === "opened" ? opened : closing,
    worst,
  };
}

/** `Rejection rate 31.0 % over 5 min (country BR), above 10.0 %.` */
export function sentence(definition: AlertDefinition, { value, upper, lower, usual }: Measurement): string {
  const { metric, reason, windowMinutes, filter } = definition;
  const { title, unit } = ALERT_METRICS[metric];
  const what = reason === null ? title : `${title} (${reason})`;
  const measured = metric === "active-instances" ? "" : ` over ${windowMinutes} min`;
  const over = `${measured}${filterWords(filter)}`;
  if (value === null) return `${what}: no data${over}.`;
  const isAbove = upper !== null && value > upper;
  const limit = isAbove ? upper : (lower ?? upper);
  const side = isAbove ? "above" : lower !== null && value < lower ? "below" : "within";
  const against = limit === null ? "" : `, ${side} ${formatValue(Math.max(limit, 0), unit)}`;
  return `${what} ${formatValue(value, unit)}${over}${against}${usually(usual, unit)}.`;
}

/** A rule's filter as ` (country BR or PT, platform not ios)`; empty where it lets everything through. */
function filterWords(text: string): string {
  const { include, exclude, test } = filterFromQuery(new URLSearchParams(text));
  const parts = DIMENSIONS.flatMap((dimension) => [
    ...(include[dimension] ? [`${dimension} ${listed(include[dimension])}`] : []),
    ...(exclude[dimension] ? [`${dimension} not ${listed(exclude[dimension])}`] : []),
  ]);
  const words = [...parts, ...(test ? ["with test traffic"] : [])].join(", ");
  return words === "" ? "" : ` (${words})`;
}

const LISTED_MAX = 5;

function listed(values: readonly string[]): string {
  return values.length > LISTED_MAX ? `one of ${values.length} values` : values.join(" or ");
}

function usually(usual: Usual | null, unit: AlertUnit): string {
  return usual === null ? "" : `; usual at this hour ${formatValue(usual.median, unit)}`;
}

function ending({ definition, closing, closeCause, openedAt, closedAt }: IncidentFacts): string {
  const minutes = Math.max(1, Math.round(((closedAt ?? openedAt).getTime() - openedAt.getTime()) / 60_000));
  const lasted = `It lasted ${minutes} min.`;
  if (closing !== null) return `${sentence(definition, closing)} ${lasted}`;
  const causes: Readonly<Record<string, string>> = {
    "rule-changed": "The rule was changed.",
    "rule-disabled": "The rule was switched off.",
    "rule-deleted": "The rule was deleted.",
  };
  return `${causes[closeCause ?? ""] ?? "It cleared."} ${lasted}`;
}

/** A value with its unit in plain English: `31.0 %`, `39.8 /s`, `8,896`. */
export function formatValue(value: number, unit: AlertUnit): string {
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit === "per-second") return `${value.toFixed(value < 10 ? 2 : 1)} /s`;
  return Number.isInteger(value)
    ? value.toLocaleString("en")
    : value.toLocaleString("en", { maximumFractionDigits: 1 });
}
