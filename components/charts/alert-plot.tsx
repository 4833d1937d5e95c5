"use client";
import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, XAxis, YAxis } from "recharts";
import type { AlertBin } from "./alert-panel";
import type { PlotArea } from "./panel";
import { rules } from "./rules";
import type { Scale } from "./scale";

const NO_MARGIN = { top: 0, right: 0, bottom: 0, left: 0 };

/** The value as a line, what is allowed as a band with its limits, and when the rule would have fired as washes. */
export default function AlertPlot({
  area,
  bins,
  scale,
  firings,
}: {
  area: PlotArea;
  bins: readonly AlertBin[];
  scale: Scale;
  firings: readonly { from: number; to: number }[];
}) {
  const data = bins.map(({ at, value, lower, upper, usual }) => ({
    at,
    value,
    usual,
    limits:
      lower === null && upper === null ? null : [Math.max(0, lower ?? 0), Math.min(scale.max, upper ?? scale.max)],
  }));
  return (
    <ComposedChart width={area.width} height={area.height} data={data} margin={NO_MARGIN} accessibilityLayer={false}>
      <XAxis dataKey="at" type="number" domain={[area.from, area.to]} allowDataOverflow hide />
      <YAxis domain={[0, scale.max]} allowDataOverflow hide />
      {firings.map(({ from, to }) => (
        <ReferenceArea
          key={from}
          x1={from}
          x2={to}
          fill="var(--crit-wash)"
          fillOpacity={1}
          stroke="none"
          ifOverflow="hidden"
        />
      ))}
      <CartesianGrid {...rules(area, scale)} stroke="var(--line)" />
      <Area
        dataKey="limits"
        type="stepAfter"
        fill="var(--pass)"
        fillOpacity={0.35}
        stroke="var(--pass-line)"
        strokeWidth={1}
        strokeDasharray="4 3"
        isAnimationActive={false}
        activeDot={false}
        connectNulls={false}
      />
      <Line
        dataKey="usual"
        type="stepAfter"
        stroke="var(--pass-line)"
        strokeWidth={1}
        dot={false}
        activeDot={false}
        isAnimationActive={false}
      />
      <Line
        dataKey="value"
        type="linear"
        stroke="var(--ink)"
        strokeWidth={1.5}
        dot={false}
        activeDot={false}
        isAnimationActive={false}
      />
    </ComposedChart>
  );
}
