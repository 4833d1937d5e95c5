import type { ReactNode } from "react";
import { SeverityGlyph } from "../signals/glyphs";
import { cn } from "./class-names";

/** A boxed sentence: plain, a warning, or critical, with the severity's shape. */
export function Note({
  tone = "plain",
  children,
  className,
}: {
  tone?: "plain" | "warning" | "critical";
  children: ReactNode;
  className?: string;
}) {
  const ground = { plain: "bg-sunk", warning: "bg-warn-wash", critical: "bg-crit-wash" }[tone];
  return (
    <div className={cn("flex gap-2.5 rounded-control px-3.5 py-2.5", ground, className)}>
      {tone !== "plain" && <SeverityGlyph severity={tone} className="mt-[3px] size-3.5" />}
      <div className="min-w-0">{children}</div>
    </div>
  );
}

/** Code or a command to copy, scrolling inside its own region. */
export function Code({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-control bg-sunk px-3.5 py-3">
      <pre className="font-mono text-note leading-[19px]">{children}</pre>
    </section>
  );
}
