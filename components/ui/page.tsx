import type { ReactNode } from "react";
import { cn } from "./class-names";

/** The sentence a page opens with; its key part in `b`. */
export function Lead({ children, className }: { children: ReactNode; className?: string }) {
  return <p className={cn("mt-5 max-w-[90ch] text-ink2 text-lead [&_b]:text-ink", className)}>{children}</p>;
}
