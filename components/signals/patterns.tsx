import { SIGNAL_IDS, type Signal } from "@/lib/contract/signals";
import { lookOf, type Pattern } from "./looks";

/** The fill of a reason's areas and bars. */
export function reasonFill(reason: Signal | "other"): string {
  return `url(#reason-${reason})`;
}

/** The hatch of failed attestations, drawn in ink. */
export const FAIL_FILL = "url(#fail-hatch)";
/** The hatch between the last point and now while the stream is lost. */
export const STALE_FILL = "url(#stale-hatch)";

const marks: Readonly<Record<Pattern, { width: number; height: number; rotate?: number; mark: React.ReactNode }>> = {
  solid: { width: 6, height: 6, mark: null },
  diagonal: { width: 6, height: 6, rotate: 45, mark: <rect width="1.6" height="6" fill="var(--bg)" opacity=".55" /> },
  dots: { width: 5, height: 5, mark: <circle cx="2.5" cy="2.5" r="1.05" fill="var(--bg)" opacity=".62" /> },
  lines: { width: 6, height: 4, mark: <rect width="6" height="1.2" fill="var(--bg)" opacity=".55" /> },
  "back-diagonal": {
    width: 6,
    height: 6,
    rotate: -45,
    mark: <rect width="1.2" height="6" fill="var(--bg)" opacity=".5" />,
  },
};

/** The SVG patterns of all reasons and outcomes, once a page. */
export function SignalPatterns() {
  return (
    <svg aria-hidden="true" className="absolute size-0">
      <defs>
        {([...SIGNAL_IDS, "other"] as const).map((reason) => {
          const look = lookOf(reason);
          const { width, height, rotate, mark } = marks[look.pattern];
          return (
            <pattern
              key={reason}
              id={`reason-${reason}`}
              width={width}
              height={height}
              patternUnits="userSpaceOnUse"
              patternTransform={rotate === undefined ? undefined : `rotate(${rotate})`}
            >
              <rect width={width} height={height} fill={look.colour} />
              {mark}
            </pattern>
          );
        })}
        <pattern id="fail-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--bg)" />
          <rect width="2.6" height="5" fill="var(--fail)" />
        </pattern>
        <pattern id="stale-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="1" height="6" fill="var(--ink3)" opacity=".5" />
        </pattern>
      </defs>
    </svg>
  );
}
