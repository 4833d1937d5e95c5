"use client";
import { useEffect, useState } from "react";
import { LiveStatus } from "../frame/live-status";
import { SeverityGlyph } from "../signals/glyphs";
import { LinkButton } from "../ui/button";

/** How old the numbers of a page are that asks again every two seconds. `asOf` is 0 before the first answer. */
export function WatchStatus({ asOf, failed, onRetry }: { asOf: number; failed: boolean; onRetry: () => void }) {
  const [now, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (asOf === 0) return <LiveStatus state={{ kind: "connecting" }} />;
  if (failed) {
    return (
      <span className="inline-flex items-center gap-2 whitespace-nowrap">
        <SeverityGlyph severity="warning" />
        <span role="status">
          <b className="text-warn">The console does not answer</b>, trying again.{" "}
          <LinkButton onClick={onRetry}>Try now</LinkButton>
        </span>
      </span>
    );
  }
  return <LiveStatus state={{ kind: "live", behindSeconds: Math.max(1, Math.round((now - asOf) / 1000)) }} />;
}
