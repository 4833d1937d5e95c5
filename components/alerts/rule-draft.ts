import type { AlertDefinition, AlertRule } from "@/lib/contract/admin/alerts";
import { ALERT_METRICS, type AlertMetric, type NO_DATA_ACTIONS, type Severity } from "@/lib/contract/alerts";
import { DEFAULT_FILTER, type Filter, filterFromQuery } from "@/lib/contract/filter";
import { ruleFilterOf } from "@/lib/contract/rule-filter";
import type { DraftDefinition, RuleBody } from "../queries/alerts";

/** What stands in the form: numbers as they are typed, shares in percent. */
export interface RuleDraft {
  readonly name: string;
  readonly severity: Severity;
  readonly metric: AlertMetric;
  readonly reason: string;
  readonly filter: Filter;
  readonly windowMinutes: number;
  readonly kind: "threshold" | "deviation";
  readonly direction: "above" | "below" | "either";
  readonly value: string;
  readonly clearValue: string;
  readonly deviations: string;
  readonly clearDeviations: string;
  readonly weeks: string;
  readonly differenceMin: string;
  readonly forMinutes: string;
  readonly clearForMinutes: string;
  readonly attemptsMin: string;
  readonly noData: (typeof NO_DATA_ACTIONS)[number];
  readonly channels: readonly number[];
}

/** A new rule on what a view shows. */
export function newDraft(filter: Filter): RuleDraft {
  return {
    name: "",
    severity: "warning",
    metric: "rejection-rate",
    reason: "root",
    filter,
    windowMinutes: 5,
    kind: "threshold",
    direction: "above",
    value: "10",
    clearValue: "",
    deviations: "4",
    clearDeviations: "",
    weeks: "6",
    differenceMin: "0",
    forMinutes: "2",
    clearForMinutes: "5",
    attemptsMin: "20",
    noData: "keep",
    channels: [],
  };
}

/** The form of a rule that exists. */
export function draftOf({ name, severity, channels, definition }: AlertRule): RuleDraft {
  const { metric, condition } = definition;
  const shown = (value: number) => trimmed(isShare(metric) ? value * 100 : value);
  const shared = {
    ...newDraft({ ...DEFAULT_FILTER, ...filterFromQuery(new URLSearchParams(definition.filter)) }),
    name,
    severity,
    channels,
    metric,
    reason: definition.reason ?? "root",
    windowMinutes: definition.windowMinutes,
    forMinutes: String(definition.forMinutes),
    clearForMinutes: String(definition.clearForMinutes),
    attemptsMin: String(definition.attemptsMin),
    noData: definition.noData,
    kind: condition.kind,
    direction: condition.direction,
  };
  if (condition.kind === "threshold") {
    const clearValue = condition.clearValue === null ? "" : shown(condition.clearValue);
    return { ...shared, value: shown(condition.value), clearValue };
  }
  return {
    ...shared,
    deviations: String(condition.deviations),
    clearDeviations: condition.clearDeviations === null ? "" : String(condition.clearDeviations),
    weeks: String(condition.weeks),
    differenceMin: shown(condition.differenceMin),
  };
}

/** What the form says, for the server's parser; what is not a number stays a text, so that the parser names its field. */
export function definitionOf(draft: RuleDraft): DraftDefinition {
  const { metric } = draft;
  const measured = (text: string) => scaled(numberOf(text), isShare(metric));
  const optional = (text: string, read: (text: string) => unknown) => (text.trim() === "" ? null : read(text));
  const weeks = numberOf(draft.weeks);
  const condition =
    draft.kind === "threshold"
      ? {
          kind: "threshold",
          direction: draft.direction === "below" ? "below" : "above",
          value: measured(draft.value),
          clearValue: optional(draft.clearValue, measured),
        }
      : {
          kind: "deviation",
          direction: draft.direction,
          deviations: numberOf(draft.deviations),
          clearDeviations: optional(draft.clearDeviations, numberOf),
          weeks,
          samplesMin: typeof weeks === "number" ? Math.max(2, Math.ceil(weeks / 2)) : 3,
          differenceMin: measured(draft.differenceMin),
        };
  return {
    metric,
    reason: ALERT_METRICS[metric].takesReason ? draft.reason : null,
    filter: ruleFilterOf(draft.filter),
    windowMinutes: draft.windowMinutes,
    condition,
    forMinutes: numberOf(draft.forMinutes),
    clearForMinutes: numberOf(draft.clearForMinutes),
    attemptsMin: numberOf(draft.attemptsMin),
    noData: draft.noData,
  };
}

export function bodyOf(draft: RuleDraft): RuleBody {
  const { name, severity, channels } = draft;
  return { name, severity, channels, definition: definitionOf(draft) };
}

function isShare(metric: AlertDefinition["metric"]): boolean {
  return ALERT_METRICS[metric].unit === "share";
}

function numberOf(text: string): number | string {
  const number = Number(text.trim().replace(",", "."));
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}

function scaled(value: number | string, percent: boolean): number | string {
  return typeof value === "number" && percent ? Number((value / 100).toPrecision(12)) : value;
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(12)));
}
