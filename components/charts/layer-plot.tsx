"use client";
import { Area, CartesianGrid, ComposedChart, Line, XAxis, YAxis } from "recharts";
import { SHAPE_PATHS } from "../signals/glyphs";
import type { Layer } from "./layers";
import type { PlotProps } from "./plot";
import { rules } from "./rules";

const NO_MARGIN = { top: 0, right: 0, bottom: 0, left: 0 };
const MARK_EVERY = 10;

/** The layers as recharts draws them. */
export function LayerPlot({ area, bins, scale, layers }: PlotProps) {
  const data = bins.map((bin) => ({
    at: bin.at,
    ...Object.fromEntries(layers.map(({ id, value }) => [id, value(bin)])),
  }));
  return (
    <ComposedChart width={area.width} height={area.height} data={data} margin={NO_MARGIN} accessibilityLayer={false}>
      <XAxis dataKey="at" type="number" domain={[area.from, area.to]} allowDataOverflow hide />
      <YAxis domain={[0, scale.max]} allowDataOverflow hide />
      <CartesianGrid {...rules(area, scale)} stroke="var(--line)" />
      {layers.map((layer) =>
        layer.kind === "area" ? (
          <Area
            key={layer.id}
            dataKey={layer.id}
            stackId="stack"
            type="linear"
            fill={layer.fill}
            fillOpacity={1}
            stroke={layer.stroke}
            strokeWidth={layer.strokeWidth}
            isAnimationActive={false}
            activeDot={false}
          />
        ) : (
          <Line
            key={layer.id}
            dataKey={layer.id}
            type="linear"
            stroke={layer.stroke}
            strokeWidth={layer.strokeWidth}
            strokeOpacity={layer.strokeOpacity ?? 1}
            {...(layer.dashes ? { strokeDasharray: layer.dashes } : {})}
            dot={layer.mark ? <Mark mark={layer.mark} /> : false}
            isAnimationActive={false}
            activeDot={false}
          />
        ),
      )}
    </ComposedChart>
  );
}

/** A line's own shape; recharts fills in place and index. */
function Mark({ mark, cx, cy, index }: { mark: NonNullable<Layer["mark"]>; cx?: number; cy?: number; index?: number }) {
  if (cx === undefined || cy === undefined || index === undefined || index % MARK_EVERY !== 5) return null;
  return (
    <path
      d={SHAPE_PATHS[mark.shape]}
      transform={`translate(${cx - 5} ${cy - 5})`}
      fill={mark.fill}
      stroke={mark.stroke}
      strokeWidth="1"
    />
  );
}
