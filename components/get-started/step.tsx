import type { ReactNode } from "react";
import { OutcomeGlyph } from "../signals/glyphs";
import { cn } from "../ui/class-names";
import { Time } from "../ui/time";

/** A step is done, the one to do now, or waits its turn. */
export type StepStage = "done" | "now" | "next";

/** One step: what it is, how it ended or what to do, and when it was done. */
export function Step({
  stage,
  title,
  note,
  at,
  children,
}: {
  stage: StepStage;
  title: string;
  /** One line under the title. */
  note?: ReactNode;
  /** When it was done, in milliseconds since 1970 or ISO 8601. */
  at?: number | string | null;
  children?: ReactNode;
}) {
  return (
    <li
      aria-current={stage === "now" ? "step" : undefined}
      className="grid grid-cols-[18px_minmax(0,1fr)_auto] gap-x-3 border-line border-t py-4 first:border-t-0 first:pt-1 phone:gap-x-[18px]"
    >
      <StageGlyph stage={stage} />
      <div className="min-w-0">
        <h2
          className={cn(
            "text-lead leading-5",
            stage === "done" && "font-semibold",
            stage === "now" && "font-semibold text-title leading-[26px]",
            stage === "next" && "text-ink2",
          )}
        >
          {title}
        </h2>
        {note !== undefined && <div className="break-words text-ink2">{note}</div>}
      </div>
      <span className="text-ink3 max-phone:hidden">{at != null && <Time at={at} />}</span>
      <div className="col-span-2 col-start-2 min-w-0">{children}</div>
    </li>
  );
}

function StageGlyph({ stage }: { stage: StepStage }) {
  if (stage === "done") return <OutcomeGlyph outcome="pass" className="size-[18px]" />;
  const now = stage === "now";
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      role="img"
      aria-label={now ? "to do now" : "to do later"}
      className={cn(now && "mt-1")}
    >
      <circle
        cx="9"
        cy="9"
        r="7.4"
        fill="none"
        stroke={now ? "var(--accent)" : "var(--edge)"}
        strokeWidth={now ? 2 : 1.5}
      />
      {now && <circle cx="9" cy="9" r="3.4" fill="var(--accent)" />}
    </svg>
  );
}
