"use client";
import { Area, CartesianGrid, ComposedChart, XAxis, YAxis } from "recharts";
import { FAIL_FILL } from "../signals/patterns";
import type { DrawnBin } from "./drawn";
import type { PlotArea } from "./panel";
import type { Scale } from "./scale";

const NO_MARGIN = { top: 0, right: 0, bottom: 0, left: 0 };

/** Pass and fail, stacked: fail in ink hatch from zero, pass on top of it in slate. */
export default function OutcomePlot({
  area,
  bins,
  scale,
}: {
  area: PlotArea;
  bins: readonly DrawnBin[];
  scale: Scale;
}) {
  const data = bins.map(({ at, values }) => ({ at, pass: values.pass ?? 0, fail: values.fail ?? 0 }));
  return (
    <ComposedChart width={area.width} height={area.height} data={data} margin={NO_MARGIN} accessibilityLayer={false}>
      <XAxis dataKey="at" type="number" domain={[area.from, area.to]} allowDataOverflow hide />
      <YAxis domain={[0, scale.max]} allowDataOverflow hide />
      <CartesianGrid vertical={false} horizontalValues={[...scale.ticks]} stroke="var(--line)" />
      <Area
        dataKey="fail"
        stackId="outcome"
        type="linear"
        fill={FAIL_FILL}
        fillOpacity={1}
        stroke="var(--fail)"
        strokeWidth={1.4}
        isAnimationActive={false}
        activeDot={false}
      />
      <Area
        dataKey="pass"
        stackId="outcome"
        type="linear"
        fill="var(--pass)"
        fillOpacity={1}
        stroke="var(--pass-line)"
        strokeWidth={1.4}
        isAnimationActive={false}
        activeDot={false}
      />
    </ComposedChart>
  );
}
