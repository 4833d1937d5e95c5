"use client";
import { useFormats } from "../ui/format";
import { SharePlot } from "./share-plot";

export interface AdoptionPoint {
  readonly at: number;
  /** 0..1 */
  readonly share: number;
}

const HEIGHT = 300;

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
  const formats = useFormats();
  const to = Math.max(now, Math.min(endsAt?.at ?? 0, now + 2 * (now - from)), from + 60_000);
  const within = (at: number) => Math.min(Math.max(at, from), to);
  const last = points.at(-1) ?? { at: now, share: 0 };
  const drawn = [{ at: from, share: points[0]?.at === from ? points[0].share : 0 }, ...points, { ...last, at: now }];
  return (
    <SharePlot from={from} to={to} height={HEIGHT} label={label}>
      {({ width, top, bottom, x, y }) => {
        const line = drawn.map(
          ({ at, share }, index) => `${index === 0 ? "M" : "L"}${x(within(at)).toFixed(1)} ${y(share).toFixed(1)}`,
        );
        const end = { x: x(within(now)), y: y(last.share) };
        const side = end.x > width - 150 ? "end" : "start";
        const beside = end.x + (side === "start" ? 8 : -8);
        return (
          <>
            <path
              d={`${line.join("")}L${end.x.toFixed(1)} ${bottom}L0 ${bottom}Z`}
              fill="var(--accent)"
              opacity={0.13}
            />
            <path d={line.join("")} fill="none" stroke="var(--accent)" strokeWidth={2} />
            {endsAt !== null && endsAt.at > now && endsAt.at <= to && (
              <g>
                <line x1={x(endsAt.at)} x2={x(endsAt.at)} y1={6} y2={bottom} stroke="var(--warn)" strokeWidth={1.4} />
                <text
                  x={x(endsAt.at) - 6}
                  y={y(0.56)}
                  fontSize={12}
                  fontWeight={600}
                  fill="var(--warn)"
                  textAnchor="end"
                >
                  {endsAt.title}
                </text>
              </g>
            )}
            <line x1={end.x} x2={end.x} y1={end.y} y2={bottom} stroke="var(--ink)" />
            <circle cx={end.x} cy={end.y} r={4} fill="var(--bg)" stroke="var(--ink)" strokeWidth={1.6} />
            <text
              x={beside}
              y={Math.max(top + 20, Math.min(end.y + 22, bottom - 26))}
              textAnchor={side}
              fill="var(--ink)"
              fontSize={13}
              fontWeight={600}
              paintOrder="stroke"
              stroke="var(--bg)"
              strokeWidth={4}
            >
              {formats.share(last.share)} now
              <tspan x={beside} dy={16} fontSize={12} fontWeight={400} fill="var(--ink2)">
                {nowLabel}
              </tspan>
            </text>
          </>
        );
      }}
    </SharePlot>
  );
}
