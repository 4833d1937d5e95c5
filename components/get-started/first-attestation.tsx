"use client";
import type { EventRow } from "@/lib/contract/events";
import { OutcomeGlyph, Reason } from "../signals/glyphs";
import { Button } from "../ui/button";
import { Tag } from "../ui/chip";
import { Link } from "../ui/link";
import { Facts } from "../ui/section";
import { Time } from "../ui/time";
import { platformWords } from "./words";

/** The first attestation, opened: how it was judged, what it came from, and the way to the whole decision. */
export function FirstAttestation({ event }: { event: EventRow }) {
  const passed = event.outcome === "pass";
  const facts = [
    { term: "When", value: <Time at={event.at} style="exactMoment" /> },
    { term: "App", value: `${event.app ?? "not registered"} ${event.appVersion}` },
    { term: "Device", value: `${event.model}, ${platformWords(event)}` },
    { term: "ARC", value: <span className="font-mono text-note">{event.arc}</span> },
  ];
  return (
    <div role="status" className="appear mt-4 rounded-control border border-edge px-4 py-4">
      <h3 className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold text-title">
        <OutcomeGlyph outcome={event.outcome} className="size-[18px]" />
        {passed ? "Passed" : "Rejected"}
        {event.reasons.length > 0 && (
          <span className="flex flex-wrap gap-x-3 font-normal text-body">
            {event.reasons.map((reason) => (
              <Reason key={reason} reason={reason} />
            ))}
          </span>
        )}
        {event.test && <Tag tone="warn">test</Tag>}
      </h3>
      <Facts facts={facts} />
      <div className="mt-4 flex flex-wrap gap-2">
        <Button asChild>
          <Link href={`/attestations/${event.id}`}>Open every check</Link>
        </Button>
        <Button asChild>
          <Link href={event.test ? "/?test=1" : "/"}>Watch them arrive</Link>
        </Button>
      </div>
    </div>
  );
}
