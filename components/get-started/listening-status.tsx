"use client";
import { useQuery } from "@tanstack/react-query";
import { LiveStatus } from "../frame/live-status";
import { setupStateQuery } from "../queries/setup-state";
import { SeverityGlyph } from "../signals/glyphs";

/** Whether the page still hears of what happens. */
export function ListeningStatus() {
  const { data, isError, failureCount } = useQuery(setupStateQuery);
  if (isError || failureCount > 0) {
    return (
      <span className="inline-flex items-center gap-2 whitespace-nowrap">
        <SeverityGlyph severity="warning" />
        <span role="status">
          <b className="text-warn">The console does not answer</b>, trying again
        </span>
      </span>
    );
  }
  if (!data) return <LiveStatus state={{ kind: "connecting" }} />;
  return data.attestation.done ? null : <LiveStatus state={{ kind: "waiting" }} />;
}
