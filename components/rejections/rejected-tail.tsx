"use client";
import { useState } from "react";
import type { EventRow } from "@/lib/contract/events";
import { type Filter, filterToQuery } from "@/lib/contract/filter";
import { EVENT_CSV_HEAD, eventCsvRow } from "../attestations/event-csv";
import { EventTable } from "../attestations/event-table";
import { CsvButton } from "../charts/tools";
import { rejectedOnly } from "../filter/change";
import type { LiveState } from "../frame/live-status";
import { LinkButton, linkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Section } from "../ui/section";

/** The latest refused attestations, as they come in; it can be held still to be read. */
export function RejectedTail({
  filter,
  events,
  live,
}: {
  filter: Filter;
  events: readonly EventRow[];
  live: LiveState;
}) {
  const [held, setHeld] = useState<readonly EventRow[] | null>(null);
  const following = live.kind !== "fixed";
  return (
    <Section
      title="Rejected attestations"
      unit={
        <>
          newest first{following && ", live tail "}
          {following && <b className="text-ink">{held === null ? "on" : "paused"}</b>}
        </>
      }
      tools={
        <>
          {following && (
            <LinkButton onClick={() => setHeld(held === null ? events : null)}>
              {held === null ? "Pause" : "Resume"}
            </LinkButton>
          )}
          <CsvButton
            name="Rejected attestations shown"
            head={EVENT_CSV_HEAD}
            rows={() => (held ?? events).map(eventCsvRow)}
          />
          <Link className={linkClass} href={`/attestations?${filterToQuery(rejectedOnly(filter))}`}>
            All<span className="sr-only"> rejected attestations</span>
          </Link>
        </>
      }
    >
      <EventTable label="Rejected attestations" events={held ?? events} outcome={false} />
    </Section>
  );
}
