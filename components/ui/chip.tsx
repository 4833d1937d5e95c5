import type { ReactNode } from "react";
import { cn } from "./class-names";

const shape =
  "inline-flex h-7 max-w-full shrink-0 items-center gap-1.5 whitespace-nowrap rounded-control border border-transparent px-2.5 max-phone:h-9";

/** The look of a filter chip: filled includes, dashed excludes, `time` is on the wash. */
export function chipClass(kind: "include" | "exclude" | "time" = "include"): string {
  return cn(shape, { include: "bg-sunk", exclude: "border-dashed border-edge", time: "bg-wash" }[kind]);
}

/** The grey key of a chip, and the bold "not" of one that excludes. */
export function ChipKey({ children, exclude = false }: { children: ReactNode; exclude?: boolean }) {
  return (
    <>
      <span className="text-ink3">{children}</span>
      {exclude && <b>not</b>}
    </>
  );
}

/** The cross at the end of a chip. */
export function ChipRemove({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onRemove}
      className="-mr-1.5 inline-flex size-6 items-center justify-center text-section text-ink3 hover:text-ink"
    >
      ×
    </button>
  );
}

/** A small word behind a row, such as "test" or "enrolment". */
export function Tag({ children, tone = "plain" }: { children: ReactNode; tone?: "plain" | "warn" }) {
  return (
    <span
      className={cn(
        "inline-flex items-center whitespace-nowrap rounded-[3px] px-1.5 text-note",
        tone === "warn" ? "bg-warn-wash text-warn" : "bg-sunk text-ink2",
      )}
    >
      {children}
    </span>
  );
}
