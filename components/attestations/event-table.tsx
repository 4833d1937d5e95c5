"use client";
import type { EventRow } from "@/lib/contract/events";
import { osTitle, useValueTitle } from "../filter/labels";
import { OutcomeGlyph, Reason } from "../signals/glyphs";
import { linkClass } from "../ui/button";
import { Tag } from "../ui/chip";
import { cn } from "../ui/class-names";
import { Link } from "../ui/link";
import { Table } from "../ui/table";
import { Time } from "../ui/time";

/** The end of an instance id, which tells instances apart; its start is a time. */
export function shortInstance(id: string): string {
  return `…${id.slice(-8)}`;
}

/** Single attempts in rows; the ARC opens the decision. `outcome` off where all have the same. */
export function EventTable({
  label,
  events,
  outcome = true,
}: {
  label: string;
  events: readonly EventRow[];
  outcome?: boolean;
}) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <th scope="col" className="max-phone:hidden">
            Time
          </th>
          {outcome && <th scope="col">Outcome</th>}
          <th scope="col">Reasons</th>
          <th scope="col" className="max-phone:hidden">
            Instance
          </th>
          <th scope="col" className="max-phone:hidden">
            App
          </th>
          <th scope="col" className="max-wide:hidden">
            OS
          </th>
          <th scope="col" className="max-phone:hidden">
            Model
          </th>
          <th scope="col">Country</th>
          <th scope="col">ARC</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <EventLine key={event.id} event={event} outcome={outcome} />
        ))}
      </tbody>
    </Table>
  );
}

function EventLine({ event, outcome }: { event: EventRow; outcome: boolean }) {
  const valueTitle = useValueTitle();
  return (
    <tr data-opens>
      <td className="whitespace-nowrap tabular-nums text-ink3! max-phone:hidden">
        <Time at={event.at} style="recentMillis" />
      </td>
      {outcome && (
        <td>
          <span className="inline-flex items-center gap-2">
            <OutcomeGlyph outcome={event.outcome} />
            <span className="max-phone:sr-only">{event.outcome === "pass" ? "passed" : "rejected"}</span>
          </span>
        </td>
      )}
      <td>
        <span className="flex flex-wrap items-center gap-x-3.5 gap-y-0.5">
          {event.reasons.map((reason) => (
            <Reason key={reason} reason={reason} />
          ))}
          {event.kind !== "attestation" && <Tag>{event.kind}</Tag>}
          {event.test && <Tag tone="warn">test</Tag>}
        </span>
      </td>
      <td className="whitespace-nowrap max-phone:hidden">
        {event.instanceId && (
          <Link
            href={`/instances/${event.instanceId}`}
            title={event.instanceId}
            className="font-mono text-ink2 text-note hover:text-accent"
          >
            {shortInstance(event.instanceId)}
          </Link>
        )}
      </td>
      <td className="whitespace-nowrap max-phone:hidden">{event.appVersion || "–"}</td>
      <td className="whitespace-nowrap max-wide:hidden">{osTitle(event.platform, event.osVersion)}</td>
      <td className="max-w-44 truncate max-phone:hidden">{event.model || "–"}</td>
      <td>{valueTitle("country", event.country)}</td>
      <td>
        <Link href={`/attestations/${event.id}`} className={cn(linkClass, "font-mono text-note")}>
          {event.arc}
        </Link>
      </td>
    </tr>
  );
}
