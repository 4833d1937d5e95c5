import type { Database } from "../../drizzle/client";
import type { AlertDefinition, AlertPreview, Measurement } from "../contract/admin/alerts";
import { MINUTE_MS } from "./measure";
import { readSeries } from "./read-series";
import { fartherOut, type Happening, replay } from "./replay";
import type { AlertSeries } from "./series";

/** Points of a preview, at most: about one a pixel pair of a wide chart. */
const POINTS_MAX = 480;
const DAY_MS = 24 * 3_600_000;

/** Judges every minute of the last days as the evaluator would have. */
export async function previewAlert(
  db: Database,
  definition: AlertDefinition,
  days: number,
  now: Date,
): Promise<AlertPreview> {
  const until = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const span = { after: until - days * DAY_MS, until };
  return previewOf(definition, await readSeries(db, definition, span), span, POINTS_MAX);
}

/** The same over a series that was read already, with so many points at most. */
export function previewOf(
  definition: AlertDefinition,
  series: AlertSeries,
  span: { after: number; until: number },
  pointsMax: number,
): AlertPreview {
  const { happenings, measurements } = replay(definition, series, { phase: "quiet", since: span.after }, span);
  return {
    from: span.after,
    to: span.until,
    points: thinned(measurements, pointsMax),
    firings: firingsOf(happenings),
    minutesWithoutData: measurements.filter(({ verdict }) => verdict === "no-data").length,
    minutes: measurements.length,
  };
}

/** Of each stretch the measurement farthest out, so that no peak gets lost. */
function thinned(measurements: readonly Measurement[], pointsMax: number): Measurement[] {
  const size = Math.ceil(measurements.length / pointsMax);
  const kept: Measurement[] = [];
  for (let from = 0; from < measurements.length; from += size)
    kept.push(measurements.slice(from, from + size).reduce(fartherOut));
  return kept;
}

function firingsOf(happenings: readonly Happening[]): AlertPreview["firings"] {
  const firings: { from: number; to: number | null }[] = [];
  for (const { kind, measurement } of happenings) {
    const last = firings.at(-1);
    if (kind === "opened") firings.push({ from: measurement.at, to: null });
    else if (last !== undefined) last.to = measurement.at;
  }
  return firings;
}
