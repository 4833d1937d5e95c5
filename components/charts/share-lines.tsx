"use client";
import { useFormats, useMounted } from "../ui/format";
import { browserOffset, timeTicks } from "./time-ticks";
import { useWidth } from "./use-width";

export interface ShareLine {
  readonly id: string;
  readonly title: string;
  /** One share 0 to 1 for each bin; null where nothing was counted. */
  readonly shares: readonly (number | null)[];
}

const HEIGHT = 260;
const [TOP, BOTTOM] = [16, 26];
const RULES = [0.25, 0.5, 0.75, 1];
const TICK_WIDTH = 110;
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
  const [ref, width] = useWidth<HTMLDivElement>();
  const formats = useFormats();
  const mounted = useMounted();
  const [from, to] = [starts[0] ?? 0, starts.at(-1) ?? 1];
  const plotWidth = Math.max(1, width - NAMES_WIDTH);
  const x = (at: number) => ((at - from) / Math.max(1, to - from)) * plotWidth;
  const y = (share: number) => HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  const names = namesOf(lines, y);
  return (
    <div ref={ref} style={{ height: HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={label} className="block overflow-visible">
          {RULES.map((share) => (
            <g key={share}>
              <line x1={0} x2={plotWidth} y1={y(share)} y2={y(share)} stroke="var(--line)" />
              <text x={0} y={y(share) - 4} fontSize={11} fill="var(--ink3)">
                {share * 100} %
              </text>
            </g>
          ))}
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
          {names.map(({ id, title, at, last, isFirst }) => (
            <text
              key={id}
              x={plotWidth + 8}
              y={at + 4}
              fontSize={12}
              fontWeight={isFirst ? 600 : 400}
              fill={isFirst ? "var(--ink)" : "var(--ink2)"}
            >
              {title} {formats.share(last)}
            </text>
          ))}
          <line x1={0} x2={plotWidth} y1={y(0)} y2={y(0)} stroke="var(--edge)" />
          {mounted &&
            timeTicks(from, to, Math.max(1, Math.floor(plotWidth / TICK_WIDTH)), browserOffset).map(
              ({ at, midnight }) => (
                <text
                  key={at}
                  x={Math.min(Math.max(x(at), 16), plotWidth - 16)}
                  y={HEIGHT - 6}
                  fontSize={11}
                  fill="var(--ink3)"
                  textAnchor="middle"
                >
                  {midnight ? formats.day(at) : formats.clock(at)}
                </text>
              ),
            )}
        </svg>
      )}
    </div>
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
function namesOf(lines: readonly ShareLine[], y: (share: number) => number) {
  const ends = lines.map(({ id, title, shares }, index) => {
    const last = shares.findLast((share) => share !== null) ?? 0;
    return { id, title, last, at: y(last), isFirst: index === 0 };
  });
  let limit = HEIGHT - BOTTOM;
  return ends
    .toSorted((a, b) => b.at - a.at)
    .map((end) => {
      const at = Math.min(end.at, limit);
      limit = at - NAME_HEIGHT;
      return { ...end, at };
    });
}
