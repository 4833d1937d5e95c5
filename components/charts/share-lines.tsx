"use client";
import { useFormats } from "../ui/format";
import { SharePlot } from "./share-plot";

export interface ShareLine {
  readonly id: string;
  readonly title: string;
  /** One share 0 to 1 for each bin; null where nothing was counted. */
  readonly shares: readonly (number | null)[];
}

const HEIGHT = 260;
/** Room for the names at the right, and between two of them. */
const [NAMES_WIDTH, NAME_HEIGHT] = [110, 16];
/** What tells the lines apart, the first one first: by dash and width, so without colour too. */
const LOOKS = [
  { stroke: "var(--accent)", dash: undefined, width: 2.4 },
  { stroke: "var(--ink)", dash: undefined, width: 1.4 },
  { stroke: "var(--ink)", dash: "7 3", width: 1.4 },
  { stroke: "var(--ink2)", dash: "2 3", width: 1.6 },
  { stroke: "var(--ink2)", dash: "9 3 2 3", width: 1.4 },
  { stroke: "var(--ink3)", dash: "4 4", width: 1.4 },
  { stroke: "var(--ink3)", dash: "1 4", width: 1.6 },
] as const;

/** Shares of one whole over time, one line each with its name at its end. The caller shows the same as a table. */
export function ShareLines({
  lines,
  starts,
  label,
}: {
  lines: readonly ShareLine[];
  /** Start of each bin, milliseconds since 1970. */
  starts: readonly number[];
  label: string;
}) {
  const formats = useFormats();
  const [from, to] = [starts[0] ?? 0, starts.at(-1) ?? 1];
  return (
    <SharePlot from={from} to={to} height={HEIGHT} marginRight={NAMES_WIDTH} label={label}>
      {({ width, bottom, x, y }) => (
        <>
          {lines.map(({ id, shares }, index) => {
            const look = LOOKS[index % LOOKS.length] ?? LOOKS[0];
            return (
              <path
                key={id}
                d={pathOf(shares, (place) => x(starts[place] ?? from), y)}
                fill="none"
                stroke={look.stroke}
                strokeWidth={look.width}
                strokeDasharray={look.dash}
              />
            );
          })}
          {namesOf(lines, y, bottom).map(({ id, title, at, last, isFirst }) => (
            <text
              key={id}
              x={width + 8}
              y={at + 4}
              fontSize={12}
              fontWeight={isFirst ? 600 : 400}
              fill={isFirst ? "var(--ink)" : "var(--ink2)"}
            >
              {title} {formats.share(last)}
            </text>
          ))}
        </>
      )}
    </SharePlot>
  );
}

/** A line that is interrupted where nothing was counted. */
function pathOf(
  shares: readonly (number | null)[],
  x: (place: number) => number,
  y: (share: number) => number,
): string {
  return shares
    .map((share, place) => {
      if (share === null) return "";
      const isStart = place === 0 || shares[place - 1] === null;
      return `${isStart ? "M" : "L"}${x(place).toFixed(1)} ${y(share).toFixed(1)}`;
    })
    .join("");
}

/** Each line's name at the height of its end, moved up from the lowest so that no two overlap. */
function namesOf(lines: readonly ShareLine[], y: (share: number) => number, bottom: number) {
  const ends = lines.map(({ id, title, shares }, index) => {
    const last = shares.findLast((share) => share !== null) ?? 0;
    return { id, title, last, at: y(last), isFirst: index === 0 };
  });
  let limit = bottom;
  return ends
    .toSorted((a, b) => b.at - a.at)
    .map((end) => {
      const at = Math.min(end.at, limit);
      limit = at - NAME_HEIGHT;
      return { ...end, at };
    });
}
