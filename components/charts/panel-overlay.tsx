"use client";
import { useFormats } from "../ui/format";
import type { PlotArea } from "./panel";
import type { Scale } from "./scale";
import { browserOffset, timeTicks } from "./time-ticks";

const TICK_EVERY_PX = 110;
const PILL_WIDTH = 42;
const HOUR_MS = 3_600_000;

/** What lies over the areas: faint rules with their labels, the time axis, the crosshair. */
export function PanelOverlay({
  area,
  scale,
  unit,
  axisHeight,
  live,
  crosshairAt,
  brushFrom,
  rings,
}: {
  area: PlotArea;
  scale: Scale;
  unit: string;
  axisHeight: number;
  live: boolean;
  crosshairAt: number | null;
  /** Where a brush began; it reaches to the crosshair. */
  brushFrom: number | null;
  rings: readonly number[];
}) {
  const formats = useFormats();
  const { width, height, from, to } = area;
  const x = (at: number) => ((at - from) / (to - from)) * width;
  const y = (value: number) => height - (value / scale.max) * height;
  const long = to - from > 36 * HOUR_MS;
  const crosshairX = crosshairAt === null ? null : x(crosshairAt);
  return (
    <svg
      width={width}
      height={height + axisHeight}
      aria-hidden="true"
      className="absolute inset-x-0 top-0 overflow-visible"
    >
      {scale.ticks.map((tick, index) => (
        <g key={tick}>
          <line x1="0" x2={width} y1={y(tick)} y2={y(tick)} stroke="var(--bg)" opacity=".28" />
          <text
            x="0"
            y={y(tick) - 4}
            fontSize="11"
            fill="var(--ink2)"
            stroke="var(--bg)"
            strokeWidth="3"
            strokeOpacity=".75"
            paintOrder="stroke"
          >
            {formats.axis(tick)}
            {index === scale.ticks.length - 1 && ` ${unit}`}
          </text>
        </g>
      ))}
      <line x1="0" x2={width} y1={height} y2={height} stroke="var(--edge)" />
      {axisHeight > 0 && <TimeAxis area={area} long={long} live={live} />}
      {crosshairX !== null && brushFrom !== null && (
        <rect
          x={Math.min(crosshairX, x(brushFrom))}
          width={Math.abs(crosshairX - x(brushFrom))}
          y="0"
          height={height}
          fill="var(--accent)"
          opacity=".16"
        />
      )}
      {crosshairX !== null && crosshairAt !== null && (
        <g>
          <line x1={crosshairX} x2={crosshairX} y1="0" y2={height} stroke="var(--ink)" />
          {[...new Set(rings)].map((value) => (
            <circle
              key={value}
              cx={crosshairX}
              cy={y(value)}
              r="3.2"
              fill="var(--bg)"
              stroke="var(--ink)"
              strokeWidth="1.4"
            />
          ))}
          {axisHeight > 0 && <TimePill x={crosshairX} y={height + 3} width={width} at={crosshairAt} long={long} />}
        </g>
      )}
    </svg>
  );
}

function TimeAxis({ area, long, live }: { area: PlotArea; long: boolean; live: boolean }) {
  const formats = useFormats();
  const { width, height, from, to } = area;
  const x = (at: number) => ((at - from) / (to - from)) * width;
  const ticks = timeTicks(from, to, Math.max(2, Math.floor(width / TICK_EVERY_PX)), browserOffset).filter(
    (tick) => !live || width - x(tick.at) > 44,
  );
  return (
    <>
      {ticks.map(({ at, midnight }) => (
        <g key={at}>
          <line x1={x(at)} x2={x(at)} y1={height} y2={height + 4} stroke="var(--edge)" />
          <text x={x(at)} y={height + 18} fontSize="11" fill="var(--ink3)" textAnchor={x(at) < 16 ? "start" : "middle"}>
            {midnight && long ? formats.day(at).split(" ").slice(1).join(" ") : formats.clock(at)}
          </text>
        </g>
      ))}
      {live && (
        <>
          <line x1={width} x2={width} y1={height} y2={height + 4} stroke="var(--edge)" />
          <text x={width} y={height + 18} fontSize="11" fill="var(--ink3)" textAnchor="end">
            now
          </text>
        </>
      )}
    </>
  );
}

function TimePill({ x, y, width, at, long }: { x: number; y: number; width: number; at: number; long: boolean }) {
  const formats = useFormats();
  const wide = long ? PILL_WIDTH + 66 : PILL_WIDTH;
  const left = Math.max(0, Math.min(width - wide, x - wide / 2));
  return (
    <>
      <rect x={left} y={y} width={wide} height="17" rx="2" fill="var(--ink)" />
      <text x={left + wide / 2} y={y + 12.5} fontSize="11" fontWeight="600" fill="var(--bg)" textAnchor="middle">
        {long ? formats.moment(at) : formats.clock(at)}
      </text>
    </>
  );
}
