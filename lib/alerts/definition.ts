import {
  type AlertDefinition,
  alertDefinitionSchema,
  type Measurement,
  measurementSchema,
} from "../contract/admin/alerts";
import { ALERT_PHASES, type AlertPhase, SEVERITIES, type Severity } from "../contract/alerts";

/** A rule's definition as it stands in the database; throws when a later release wrote what this one does not know. */
export function storedDefinition(value: unknown): AlertDefinition {
  return alertDefinitionSchema.parse(value);
}

export function storedMeasurement(value: unknown): Measurement {
  return measurementSchema.parse(value);
}

export function storedPhase(text: string): AlertPhase {
  const phase = ALERT_PHASES.find((known) => known === text);
  if (phase === undefined) throw new Error(`alert_states holds the unknown phase ${text}`);
  return phase;
}

export function storedSeverity(text: string): Severity {
  return SEVERITIES.find((known) => known === text) ?? "warning";
}
