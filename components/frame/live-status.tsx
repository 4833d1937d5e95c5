"use client";
import type { ReactNode } from "react";
import { SeverityGlyph } from "../signals/glyphs";
import { LinkButton } from "../ui/button";
import { formatDuration, useFormats } from "../ui/format";

/** How fresh the data of a page is. Times in milliseconds since 1970. */
export type LiveState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live"; readonly behindSeconds: number }
  | { readonly kind: "waiting" }
  | {
      readonly kind: "lost";
      readonly since: number;
      readonly lostSeconds: number;
      readonly retrySeconds: number;
      readonly retry: () => void;
    }
  | { readonly kind: "paused"; readonly since: number; readonly waiting: number | null; readonly resume: () => void }
  | { readonly kind: "fixed" };

function State({ glyph, children }: { glyph: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-2 whitespace-nowrap tabular-nums max-phone:whitespace-normal">
      {glyph}
      <span>{children}</span>
    </span>
  );
}

const dot = (filled: boolean, className = "") => (
  <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" className={`shrink-0 ${className}`}>
    <circle
      cx="5"
      cy="5"
      r={filled ? 4 : 3.2}
      fill={filled ? "var(--accent)" : "none"}
      stroke="var(--accent)"
      strokeWidth={filled ? 0 : 1.6}
    />
  </svg>
);

/** The age of the data in words, each state with its own shape. Announced when the state changes, not each second. */
export function LiveStatus({ state }: { state: LiveState }) {
  const formats = useFormats();
  switch (state.kind) {
    case "connecting":
      return <State glyph={dot(false)}>Connecting</State>;
    case "live":
      return (
        <State glyph={dot(true, "live-pulse")}>
          <b className="text-ink">Live</b>, {formatDuration(state.behindSeconds)} behind
        </State>
      );
    case "waiting":
      return (
        <State glyph={dot(false)}>
          <b className="text-ink">Connected</b>, nothing received yet
        </State>
      );
    case "lost":
      return (
        <State glyph={<SeverityGlyph severity="warning" />}>
          <b role="status" className="text-warn">
            Stream lost
          </b>{" "}
          {formatDuration(state.lostSeconds)} ago,{" "}
          {state.retrySeconds > 0 ? `trying again in ${formatDuration(state.retrySeconds)}. ` : "trying now. "}
          <LinkButton onClick={state.retry}>Try now</LinkButton>
        </State>
      );
    case "paused":
      return (
        <State
          glyph={
            <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" className="shrink-0">
              <path d="M2 1h2v8H2zM6 1h2v8H6z" fill="var(--ink2)" />
            </svg>
          }
        >
          <b className="text-ink">Paused</b> at {formats.clockMillis(state.since).slice(0, 8)}
          {state.waiting !== null && `, ${formats.count(state.waiting)} new`}.{" "}
          <LinkButton onClick={state.resume}>Resume</LinkButton>
        </State>
      );
    case "fixed":
      return <State glyph={<span aria-hidden="true">–</span>}>A fixed time, not live</State>;
  }
}
