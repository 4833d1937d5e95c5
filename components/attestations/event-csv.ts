import type { EventRow } from "@/lib/contract/events";
import type { Cell } from "../charts/csv";

export const EVENT_CSV_HEAD = [
  "time",
  "id",
  "arc",
  "kind",
  "outcome",
  "reasons",
  "instance",
  "app",
  "app version",
  "platform",
  "os",
  "model",
  "country",
  "test",
];

/** One attempt as a line of a CSV. */
export function eventCsvRow(event: EventRow): Cell[] {
  return [
    new Date(event.at).toISOString(),
    event.id,
    event.arc,
    event.kind,
    event.outcome,
    event.reasons.join(" "),
    event.instanceId ?? "",
    event.app ?? "",
    event.appVersion,
    event.platform,
    event.osVersion,
    event.model,
    event.country,
    event.test ? "yes" : "no",
  ];
}
