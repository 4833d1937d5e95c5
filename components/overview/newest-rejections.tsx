"use client";
import { memo } from "react";
import type { EventRow } from "@/lib/contract/events";
import { type Filter, filterToQuery } from "@/lib/contract/filter";
import { rejectedOnly } from "../filter/change";
import { useValueTitle } from "../filter/labels";
import { ReasonGlyph } from "../signals/glyphs";
import { linkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Rows, Section } from "../ui/section";
import { Time } from "../ui/time";

/** The last rejected attestations, as they come in. */
export const NewestRejections = memo(function NewestRejections({
  filter,
  events,
  className,
}: {
  filter: Filter;
  events: readonly EventRow[];
  className?: string;
}) {
  const valueTitle = useValueTitle();
  const rejected = filterToQuery(rejectedOnly(filter));
  return (
    <Section
      title="Just rejected"
      unit="newest first"
      className={className ?? ""}
      tools={
        <Link className={linkClass} href={`/attestations?${rejected}`}>
          All<span className="sr-only"> rejected attestations</span>
        </Link>
      }
    >
      <Rows>
        {events.map((event) => (
          <li key={event.id} className="grid grid-cols-[18px_minmax(0,1fr)_auto] gap-x-3">
            <span className="pt-1">{event.reasons[0] && <ReasonGlyph reason={event.reasons[0]} />}</span>
            <div className="min-w-0">
              <Link
                href={`/attestations/${event.id}`}
                className="font-semibold hover:underline hover:underline-offset-3"
              >
                {event.reasons.join(", ") || "no reason"}
              </Link>
              {/* Server and browser may know a country by different names. */}
              <p className="truncate text-ink3 text-note leading-[18px]" suppressHydrationWarning>
                {[event.appVersion, event.model, valueTitle("country", event.country)]
                  .filter((part) => part !== "")
                  .join(" · ")}
              </p>
            </div>
            <span className="whitespace-nowrap text-right text-ink3 text-note leading-5">
              <Time at={event.at} style="recentMillis" />
            </span>
          </li>
        ))}
      </Rows>
      {events.length === 0 && <p className="text-ink2">Nothing was rejected lately.</p>}
    </Section>
  );
});
