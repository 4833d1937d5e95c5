import type { Database } from "../../drizzle/client";
import type { AlertDefinition } from "../contract/admin/alerts";
import { filterFromQuery } from "../contract/filter";
import { alertHours, alertInstances, alertMinutes } from "../metrics/alert-counts";
import { instanceHour, MINUTE_MS, usualHours } from "./measure";
import type { AlertSeries } from "./series";

/** Reads everything that judging the minutes after `after` up to `until` takes. */
export async function readSeries(
  db: Database,
  definition: AlertDefinition,
  { after, until }: { after: number; until: number },
): Promise<AlertSeries> {
  const { metric, reason, windowMinutes } = definition;
  const filter = filterFromQuery(new URLSearchParams(definition.filter));
  const question = { metric, reason, filter };
  const usual = hoursOf(after, until, (at) => usualHours(definition, at));
  if (metric === "active-instances") {
    const hours = [...new Set([...hoursOf(after, until, (at) => [instanceHour(at)]), ...usual])];
    const counted = await alertInstances(db, filter, hours);
    return {
      minutes: new Map(),
      hours: new Map(),
      instances: new Map(counted.map(({ at, instances }) => [at, instances])),
    };
  }
  const from = after + MINUTE_MS - windowMinutes * MINUTE_MS;
  const minutes = await alertMinutes(db, question, { from, to: until });
  const hours = await alertHours(db, question, usual);
  return { minutes: byStart(minutes), hours: byStart(hours), instances: new Map() };
}

/** The hours that any of the minutes asks for. */
function hoursOf(after: number, until: number, hoursAt: (at: number) => readonly number[]): number[] {
  const hours = new Set<number>();
  for (let at = after + MINUTE_MS; at <= until; at += MINUTE_MS) for (const hour of hoursAt(at)) hours.add(hour);
  return [...hours];
}

function byStart<T extends { readonly at: number }>(rows: readonly T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.at, row]));
}
