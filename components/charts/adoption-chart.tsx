"use client";
import { useFormats, useMounted } from "../ui/format";
import { browserOffset, timeTicks } from "./time-ticks";
import { useWidth } from "./use-width";

export interface AdoptionPoint {
  readonly at: number;
  /** 0..1 */
  readonly share: number;
}

const HEIGHT = 300;
const [TOP, BOTTOM] = [16, 26];
const RULES = [0.25, 0.5, 0.75, 1];
/** Room between two labels of the time axis. */
const TICK_WIDTH = 110;

/**
 * The share of a fleet that has something, from its start to now; `endsAt` is a limit to come, drawn in the colour of
 * warnings. The caller shows the same as a table.
 */
export function AdoptionChart({
  points,
  from,
  now,
  endsAt,
  label,
  nowLabel,
}: {
  points: readonly AdoptionPoint[];
  from: number;
  now: number;
  endsAt: { readonly at: number; readonly title: string } | null;
  label: string;
  /** Second line beside the last point, e.g. how many instances. */
  nowLabel: string;
}) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const formats = useFormats();
  const mounted = useMounted();
  const to = Math.max(now, Math.min(endsAt?.at ?? 0, now + 2 * (now - from)), from + 60_000);
  const x = (at: number) => ((Math.min(Math.max(at, from), to) - from) / (to - from)) * width;
  const y = (share: number) => HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  const last = points.at(-1) ?? { at: now, share: 0 };
  const drawn = [{ at: from, share: points[0]?.at === from ? points[0].share : 0 }, ...points, { ...last, at: now }];
  const line = drawn.map(
    ({ at, share }, index) => `${index === 0 ? "M" : "L"}${x(at).toFixed(1)} ${y(share).toFixed(1)}`,
  );
  const end = { x: x(now), y: y(last.share) };
  const side = end.x > width - 150 ? "end" : "start";
  const most = Math.max(1, Math.floor(width / TICK_WIDTH));
  return (
    <div ref={ref} style={{ height: HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={label} className="block overflow-visible">
          {RULES.map((share) => (
            <g key={share}>
              <line x1={0} x2={width} y1={y(share)} y2={y(share)} stroke="var(--line)" />
              <text x={0} y={y(share) - 4} fontSize={11} fill="var(--ink3)">
                {share * 100} %
              </text>
            </g>
          ))}
          <path d={`${line.join("")}L${end.x.toFixed(1)} ${y(0)}L0 ${y(0)}Z`} fill="var(--accent)" opacity={0.13} />
          <path d={line.join("")} fill="none" stroke="var(--accent)" strokeWidth={2} />
          {endsAt !== null && endsAt.at > now && endsAt.at <= to && (
            <g>
              <line x1={x(endsAt.at)} x2={x(endsAt.at)} y1={6} y2={y(0)} stroke="var(--warn)" strokeWidth={1.4} />
              <text x={x(endsAt.at) - 6} y={y(0.56)} fontSize={12} fontWeight={600} fill="var(--warn)" textAnchor="end">
                {endsAt.title}
              </text>
            </g>
          )}
          <line x1={end.x} x2={end.x} y1={end.y} y2={y(0)} stroke="var(--ink)" />
          <circle cx={end.x} cy={end.y} r={4} fill="var(--bg)" stroke="var(--ink)" strokeWidth={1.6} />
          <text
            x={end.x + (side === "start" ? 8 : -8)}
            y={Math.max(TOP + 20, Math.min(end.y + 22, y(0) - 26))}
            textAnchor={side}
            fill="var(--ink)"
            fontSize={13}
            fontWeight={600}
            paintOrder="stroke"
            stroke="var(--bg)"
            strokeWidth={4}
          >
            {formats.share(last.share)} now
            <tspan x={end.x + (side === "start" ? 8 : -8)} dy={16} fontSize={12} fontWeight={400} fill="var(--ink2)">
              {nowLabel}
            </tspan>
          </text>
          <line x1={0} x2={width} y1={y(0)} y2={y(0)} stroke="var(--edge)" />
          {mounted &&
            timeTicks(from, to, most, browserOffset).map(({ at, midnight }) => (
              <g key={at}>
                <line x1={x(at)} x2={x(at)} y1={y(0)} y2={y(0) + 4} stroke="var(--edge)" />
                <text
                  x={Math.min(Math.max(x(at), 16), width - 16)}
                  y={HEIGHT - 6}
                  fontSize={11}
                  fill="var(--ink3)"
                  textAnchor="middle"
                >
                  {midnight ? formats.day(at) : formats.clock(at)}
                </text>
              </g>
            ))}
        </svg>
      )}
    </div>
  );
}
