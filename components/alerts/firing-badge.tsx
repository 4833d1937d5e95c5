"use client";
import { useQuery } from "@tanstack/react-query";
import { openIncidentsQuery } from "../queries/alerts";
import { SeverityGlyph } from "../signals/glyphs";
import { useFormats } from "../ui/format";

/** How many alerts fire, with the shape of the worst; nothing while none does. The only badge of the navigation. */
export function FiringBadge() {
  const formats = useFormats();
  const { data } = useQuery(openIncidentsQuery);
  if (!data || data.length === 0) return null;
  const worst = data.some(({ severity }) => severity === "critical") ? "critical" : "warning";
  return (
    <span className="ml-auto inline-flex items-center gap-1.5 font-semibold text-ink tabular-nums">
      <SeverityGlyph severity={worst} className="size-3" />
      {formats.count(data.length)}
      <span className="sr-only"> firing</span>
    </span>
  );
}
