import type { ReactNode } from "react";

/** The acts at the end of a table row, each a target of 24 px (WCAG 2.5.8). */
export function RowActions({ children }: { children: ReactNode }) {
  return (
    <span className="inline-flex flex-wrap justify-end gap-x-3 [&>*]:inline-flex [&>*]:min-h-6 [&>*]:items-center">
      {children}
    </span>
  );
}
