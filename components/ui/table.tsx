import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

/**
 * A data table inside its own scrolling region, so that the page never scrolls sideways. Give numbers the class `num`.
 * Rows: `data-marked` for the selected or changed one, `data-failed` for a failed check, `data-opens` for one that opens.
 */
export function Table({ label, className, children, ...rest }: ComponentProps<"table"> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="-mx-2 relative overflow-x-auto px-2" aria-label={label} tabIndex={0}>
      <table className={cn("data-table", className)} {...rest}>
        {children}
      </table>
    </section>
  );
}

/** A footnote under a table or chart. */
export function Footnote({ children }: { children: ReactNode }) {
  return <p className="mt-2 text-note text-ink3">{children}</p>;
}
