"use client";
import type { ReactNode } from "react";
import { useFormats, useMounted } from "../ui/format";
import { browserOffset, timeTicks } from "./time-ticks";
import { useWidth } from "./use-width";

const [TOP, BOTTOM] = [16, 26];
const RULES = [0.25, 0.5, 0.75, 1];
/** Room between two labels of the time axis, and half of one. */
const [TICK_WIDTH, TICK_HALF] = [110, 16];

export interface ShareScale {
  readonly width: number;
  /** Highest and lowest of what is drawn. */
  readonly top: number;
  readonly bottom: number;
  readonly x: (at: number) => number;
  readonly y: (share: number) => number;
}

/** The paper of a chart of shares over time: rules at quarters, the time below. `children` draws on it. */
export function SharePlot({
  from,
  to,
  height,
  marginRight = 0,
  label,
  children,
}: {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  height: number;
  marginRight?: number;
  label: string;
  children: (scale: ShareScale) => ReactNode;
}) {
  const [ref, full] = useWidth<HTMLDivElement>();
  const width = Math.max(1, full - marginRight);
  const x = (at: number) => ((at - from) / Math.max(1, to - from)) * width;
  const y = (share: number) => height - BOTTOM - share * (height - TOP - BOTTOM);
  return (
    <div ref={ref} style={{ height }}>
      {full > 0 && (
        <svg width={full} height={height} role="img" aria-label={label} className="block overflow-visible">
          {RULES.map((share) => (
            <g key={share}>
              <line x1={0} x2={width} y1={y(share)} y2={y(share)} stroke="var(--line)" />
              <text x={0} y={y(share) - 4} fontSize={11} fill="var(--ink3)">
                {share * 100} %
              </text>
            </g>
          ))}
          {children({ width, top: TOP, bottom: y(0), x, y })}
          <line x1={0} x2={width} y1={y(0)} y2={y(0)} stroke="var(--edge)" />
          <TimeAxis from={from} to={to} width={width} at={y(0)} x={x} height={height} />
        </svg>
      )}
    </div>
  );
}

/** In the browser's time zone, so not before there is a browser. */
function TimeAxis({
  from,
  to,
  width,
  at: top,
  x,
  height,
}: {
  from: number;
  to: number;
  width: number;
  at: number;
  x: (at: number) => number;
  height: number;
}) {
  const formats = useFormats();
  const mounted = useMounted();
  if (!mounted) return null;
  return timeTicks(from, to, Math.max(1, Math.floor(width / TICK_WIDTH)), browserOffset).map(({ at, midnight }) => (
    <g key={at}>
      <line x1={x(at)} x2={x(at)} y1={top} y2={top + 4} stroke="var(--edge)" />
      <text
        x={Math.min(Math.max(x(at), TICK_HALF), width - TICK_HALF)}
        y={height - 6}
        fontSize={11}
        fill="var(--ink3)"
        textAnchor="middle"
      >
        {midnight ? formats.day(at) : formats.clock(at)}
      </text>
    </g>
  ));
}
