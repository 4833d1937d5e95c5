"use client";
import { useFormats, useMounted } from "./format";

/** A moment in the viewer's zone, UTC in the title. `at` in milliseconds since 1970, or ISO 8601. */
export function Time({
  at,
  style = "moment",
}: {
  at: number | string;
  style?: "moment" | "exactMoment" | "clock" | "clockMillis" | "recent" | "recentMillis" | "day";
}) {
  const formats = useFormats();
  const mounted = useMounted();
  const instant = new Date(at);
  const iso = instant.toISOString();
  return (
    <time dateTime={iso} title={iso.replace("T", " ").replace("Z", " UTC")}>
      {mounted ? formats[style](instant.getTime(), Date.now()) : ""}
    </time>
  );
}
