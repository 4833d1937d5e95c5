"use client";
import type { ReactNode } from "react";
import { ReasonGlyph } from "../signals/glyphs";
import { FAIL_FILL } from "../signals/patterns";
import { type ReasonSeries, type SeriesId, seriesTitle } from "./reason-series";

export function Legend({ children }: { children: ReactNode }) {
  return (
    <ul className="flex flex-wrap items-center gap-x-[18px] gap-y-1 text-ink2 [&>li]:inline-flex [&>li]:items-center [&>li]:gap-[7px] [&>li]:whitespace-nowrap">
      {children}
    </ul>
  );
}

export function OutcomeLegend() {
  return (
    <Legend>
      <li>
        <svg width="14" height="10" aria-hidden="true">
          <rect width="14" height="10" fill="var(--pass)" />
          <path d="M0 .7h14" stroke="var(--pass-line)" strokeWidth="1.4" />
        </svg>
        pass
      </li>
      <li>
        <svg width="14" height="10" aria-hidden="true">
          <rect width="14" height="10" fill={FAIL_FILL} />
        </svg>
        fail, drawn from zero
      </li>
    </Legend>
  );
}

/** The reasons with their shapes; `onPick` makes each a button that narrows to it. */
export function ReasonLegend({
  series,
  usual,
  onPick,
}: {
  series: readonly ReasonSeries[];
  /** What the dashed line is, or null when there is none. */
  usual: string | null;
  onPick?: (id: SeriesId) => void;
}) {
  return (
    <Legend>
      {series.map((one) => (
        <li key={one.id}>
          {onPick && one.id !== "other" ? (
            <button
              type="button"
              onClick={() => onPick(one.id)}
              className="inline-flex min-h-6 items-center gap-[7px] hover:text-ink hover:underline hover:underline-offset-3"
            >
              <ReasonGlyph reason={one.id} />
              {seriesTitle(one)}
            </button>
          ) : (
            <>
              <ReasonGlyph reason={one.id} />
              {seriesTitle(one)}
            </>
          )}
        </li>
      ))}
      {usual !== null && (
        <li>
          <svg width="20" height="8" aria-hidden="true">
            <path d="M0 4h20" stroke="var(--ink)" strokeWidth="1.4" strokeDasharray="4 3" />
          </svg>
          {usual}
        </li>
      )}
    </Legend>
  );
}
