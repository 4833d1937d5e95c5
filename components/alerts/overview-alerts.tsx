"use client";
import { useQuery } from "@tanstack/react-query";
import { memo } from "react";
import { alertRulesQuery, openIncidentsQuery } from "../queries/alerts";
import { OutcomeGlyph, SeverityGlyph } from "../signals/glyphs";
import { linkClass, textLinkClass } from "../ui/button";
import { useFormats, useMounted } from "../ui/format";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Skeleton } from "../ui/states";
import { Time } from "../ui/time";
import { bySeverity } from "./by-severity";
import { FiringList } from "./firing";
import { staleSince } from "./words";

const SHOWN = 4;

/** What fires now, on the wall screen; one quiet line while nothing does, or with `onlyFiring` nothing at all. */
export const OverviewAlerts = memo(function OverviewAlerts({
  className,
  onlyFiring = false,
}: {
  className?: string;
  onlyFiring?: boolean;
}) {
  const formats = useFormats();
  const mounted = useMounted();
  const { data: incidents, error } = useQuery(openIncidentsQuery);
  const { data: rules } = useQuery(alertRulesQuery);
  const judged = rules?.filter(({ enabled }) => enabled).length;
  const stale = mounted ? (rules?.flatMap((rule) => staleSince(rule, Date.now()) ?? []) ?? []) : [];
  if (onlyFiring && (!incidents || incidents.length === 0)) return null;
  return (
    <Section
      title="Alerts"
      unit={incidents && incidents.length > 0 ? "firing now" : undefined}
      className={className ?? ""}
      tools={
        <Link className={linkClass} href="/alerts">
          Open<span className="sr-only"> alerts</span>
        </Link>
      }
    >
      {error && !incidents && <p className="text-ink2">Alerts could not be read: {error.message}</p>}
      {!incidents && !error && <Skeleton className="w-60" />}
      {stale.length > 0 && (
        <p className="mb-2 flex gap-2">
          <SeverityGlyph severity="warning" className="mt-[3px]" />
          <span>
            Rules were not judged since <Time at={Math.min(...stale)} style="recent" />.
          </span>
        </p>
      )}
      {incidents?.length === 0 && stale.length === 0 && (
        <p className="flex items-center gap-2 text-ink2">
          {judged === 0 ? (
            <span>
              Nothing is watched yet.{" "}
              <Link className={textLinkClass} href="/alerts/new">
                Watch the rejection rate
              </Link>
            </span>
          ) : (
            <>
              <OutcomeGlyph outcome="pass" />
              <span>
                Nothing fires
                {judged !== undefined &&
                  `; ${formats.count(judged)} ${judged === 1 ? "rule is" : "rules are"} judged each minute`}
                .
              </span>
            </>
          )}
        </p>
      )}
      {incidents && incidents.length > 0 && (
        <>
          <FiringList incidents={bySeverity(incidents).slice(0, SHOWN)} />
          {incidents.length > SHOWN && <p className="text-ink3">{formats.count(incidents.length - SHOWN)} more.</p>}
        </>
      )}
    </Section>
  );
});
