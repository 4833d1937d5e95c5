import type { ReactNode } from "react";
import type { CheckOutcome } from "@/lib/contract/evidence";
import type { Signal } from "@/lib/contract/signals";
import { cn } from "../ui/class-names";
import { lookOf, type Shape } from "./looks";

/** Paths of the shapes in a box of 10 by 10. */
export const SHAPE_PATHS: Readonly<Record<Shape, string>> = {
  square: "M1 1h8v8H1Z",
  diamond: "M5 0 10 5 5 10 0 5Z",
  circle: "M5 .6a4.4 4.4 0 1 1 0 8.8a4.4 4.4 0 0 1 0-8.8Z",
  triangle: "M5 .6 10 9.4H0Z",
};

/** The coloured shape of a reason; its name must stand beside it. */
export function ReasonGlyph({ reason, className }: { reason: Signal | "other"; className?: string }) {
  const look = lookOf(reason);
  return (
    <svg viewBox="-1 -1 12 12" aria-hidden="true" className={cn("size-3 shrink-0", className)}>
      <path
        d={SHAPE_PATHS[look.shape]}
        fill={look.outlined ? "none" : look.colour}
        stroke={look.colour}
        strokeWidth={look.outlined ? 1.7 : 0}
        transform={look.outlined ? "translate(.8 .8) scale(.84)" : undefined}
      />
    </svg>
  );
}

/** A reason in text: glyph and name. */
export function Reason({ reason, className }: { reason: Signal; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-[7px] whitespace-nowrap", className)}>
      <ReasonGlyph reason={reason} />
      {reason}
    </span>
  );
}

function Glyph({ label, className, children }: { label: string; className: string | undefined; children: ReactNode }) {
  return (
    <svg viewBox="0 0 14 14" role="img" aria-label={label} fill="none" className={cn("size-3.5 shrink-0", className)}>
      {children}
    </svg>
  );
}

/** Ring with tick, square with cross, open diamond, dash. None depends on its colour. */
export function OutcomeGlyph({ outcome, className }: { outcome: CheckOutcome; className?: string }) {
  switch (outcome) {
    case "pass":
      return (
        <Glyph label="pass" className={className}>
          <g stroke="var(--pass-line)" strokeWidth="1.6">
            <circle cx="7" cy="7" r="5.6" />
            <path d="m4.4 7.2 1.9 1.9 3.4-4" />
          </g>
        </Glyph>
      );
    case "fail":
      return (
        <Glyph label="fail" className={className}>
          <rect x=".8" y=".8" width="12.4" height="12.4" rx="1.5" fill="var(--fail)" />
          <path d="m4.3 4.3 5.4 5.4m0-5.4-5.4 5.4" stroke="var(--bg)" strokeWidth="1.8" />
        </Glyph>
      );
    case "annotate":
      return (
        <Glyph label="annotated" className={className}>
          <path d="M7 1.2 12.8 7 7 12.8 1.2 7Z" stroke="var(--ink2)" strokeWidth="1.6" />
        </Glyph>
      );
    case "skip":
      return (
        <Glyph label="did not apply" className={className}>
          <path d="M3 7h8" stroke="var(--ink3)" strokeWidth="1.6" />
        </Glyph>
      );
  }
}

/** Filled triangle is critical, open diamond with a mark is a warning. */
export function SeverityGlyph({ severity, className }: { severity: "critical" | "warning"; className?: string }) {
  return (
    <Glyph label={severity} className={className}>
      {severity === "critical" ? (
        <>
          <path d="M7 .8 13.6 13H.4Z" fill="var(--crit)" />
          <path d="M7 5v4m0 1.4v1.3" stroke="var(--bg)" strokeWidth="1.5" />
        </>
      ) : (
        <>
          <path d="M7 .6 13.4 7 7 13.4.6 7Z" stroke="var(--warn)" strokeWidth="1.6" />
          <path d="M7 4v3.6m0 1.2v1.4" stroke="var(--warn)" strokeWidth="1.5" />
        </>
      )}
    </Glyph>
  );
}
