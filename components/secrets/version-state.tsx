import type { SecretVersion } from "@/lib/contract/admin/secrets";
import { SeverityGlyph } from "../signals/glyphs";

const PATHS = {
  scheduled: <path d="M6 3v3.2l2 1.3M6 1.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 0 1 0-9.6Z" fill="none" />,
  current: <circle cx="6" cy="6" r="4.8" fill="var(--accent)" />,
  overlapping: (
    <>
      <circle cx="6" cy="6" r="4.8" fill="none" />
      <path d="M6 1.2a4.8 4.8 0 0 1 0 9.6Z" fill="var(--accent)" />
    </>
  ),
  retired: <circle cx="6" cy="6" r="4.8" fill="none" />,
  revoked: <path d="M2.6 9.4 9.4 2.6M6 1.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 0 1 0-9.6Z" fill="none" />,
};

/** A version's state: a shape for each, and its word. */
export function VersionState({
  version: { state, opening, problem },
}: {
  version: Pick<SecretVersion, "state" | "opening" | "problem">;
}) {
  const live = state === "current" || state === "overlapping" || state === "scheduled";
  return (
    <span className="inline-flex items-center gap-[7px] whitespace-nowrap">
      <svg
        viewBox="0 0 12 12"
        aria-hidden="true"
        className="size-3 shrink-0"
        stroke={live ? "var(--accent)" : "var(--ink3)"}
        strokeWidth="1.4"
      >
        {PATHS[state]}
      </svg>
      {state === "overlapping" ? "overlap" : state}
      {live && opening === "failed" && (
        <span title={problem ?? undefined} className="inline-flex items-center gap-1 text-crit">
          <SeverityGlyph severity="critical" className="size-3" />
          can’t be opened
        </span>
      )}
    </span>
  );
}
