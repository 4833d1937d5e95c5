import type { ReactNode } from "react";
import { OutcomeGlyph } from "../signals/glyphs";
import { cn } from "../ui/class-names";

/** What a change has come to, once it is committed. Announced when it appears. */
export function Done({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <p role="status" className={cn("flex gap-2", className)}>
      <OutcomeGlyph outcome="pass" className="mt-[3px]" />
      <span>{children}</span>
    </p>
  );
}
