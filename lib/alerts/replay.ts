import type { AlertDefinition, Measurement } from "../contract/admin/alerts";
import { MINUTE_MS, measure } from "./measure";
import { isOpen, type PhaseState, stepPhase } from "./phase";
import type { AlertSeries } from "./series";

export interface Happening {
  readonly kind: "opened" | "closed";
  readonly measurement: Measurement;
}

export interface Replayed {
  readonly state: PhaseState;
  /** In the order they happened. */
  readonly happenings: readonly Happening[];
  readonly measurements: readonly Measurement[];
}

/**
 * Judges every minute after `after` up to and including `until`. The evaluator and the preview both go through here, so
 * that a preview shows what would have happened.
 */
export function replay(
  definition: AlertDefinition,
  series: AlertSeries,
  start: PhaseState,
  { after, until }: { after: number; until: number },
): Replayed {
  let state = start;
  const happenings: Happening[] = [];
  const measurements: Measurement[] = [];
  for (let at = after + MINUTE_MS; at <= until; at += MINUTE_MS) {
    const measurement = measure(definition, series, at, isOpen(state.phase));
    const step = stepPhase(state, measurement.verdict, at, definition);
    state = step.state;
    measurements.push(measurement);
    if (step.happened !== null) happenings.push({ kind: step.happened, measurement });
  }
  return { state, happenings, measurements };
}

/** The one of two measurements whose value lies farther beyond its limits, or nearer to them; the first when equal. */
export function fartherOut(first: Measurement, second: Measurement): Measurement {
  return distance(second) > distance(first) ? second : first;
}

function distance({ value, lower, upper }: Measurement): number {
  if (value === null) return Number.NEGATIVE_INFINITY;
  return Math.max(
    upper === null ? Number.NEGATIVE_INFINITY : value - upper,
    lower === null ? Number.NEGATIVE_INFINITY : lower - value,
  );
}
