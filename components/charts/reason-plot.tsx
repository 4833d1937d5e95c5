"use client";
import { Area, CartesianGrid, ComposedChart, Line, XAxis, YAxis } from "recharts";
import { SHAPE_PATHS } from "../signals/glyphs";
import { lookOf } from "../signals/looks";
import { reasonFill } from "../signals/patterns";
import type { DrawnBin } from "./drawn";
import type { PlotArea } from "./panel";
import type { SeriesId } from "./reason-series";
import type { Scale } from "./scale";

const NO_MARGIN = { top: 0, right: 0, bottom: 0, left: 0 };
const SHAPE_EVERY = 10;

/** Refusals by first reason, stacked or as lines, with the usual dashed on top. */
export default function ReasonPlot({
  area,
  bins,
  usual,
  series,
  mode,
  scale,
}: {
  area: PlotArea;
  bins: readonly DrawnBin[];
  /** All refusals one week before, by bin; empty draws nothing. */
  usual: ReadonlyMap<number, number>;
  series: readonly SeriesId[];
  mode: "stacked" | "lines";
  scale: Scale;
}) {
  const data = bins.map(({ at, values }) => ({ at, ...values, usual: usual.get(at) ?? null }));
  return (
    <ComposedChart width={area.width} height={area.height} data={data} margin={NO_MARGIN} accessibilityLayer={false}>
      <XAxis dataKey="at" type="number" domain={[area.from, area.to]} allowDataOverflow hide />
      <YAxis domain={[0, scale.max]} allowDataOverflow hide />
      <CartesianGrid vertical={false} horizontalValues={[...scale.ticks]} stroke="var(--line)" />
      {series.map((id) =>
        mode === "stacked" ? (
          <Area
            key={id}
            dataKey={id}
            stackId="reasons"
            type="linear"
            fill={reasonFill(id)}
            fillOpacity={1}
            stroke="var(--bg)"
            strokeWidth={0.9}
            isAnimationActive={false}
            activeDot={false}
          />
        ) : (
          <Line
            key={id}
            dataKey={id}
            type="linear"
            stroke={lookOf(id).colour}
            strokeWidth={1.6}
            dot={<ShapeDot id={id} />}
            isAnimationActive={false}
            activeDot={false}
          />
        ),
      )}
      {usual.size > 0 && (
        <Line
          dataKey="usual"
          type="linear"
          stroke="var(--bg)"
          strokeOpacity={0.75}
          strokeWidth={3.4}
          dot={false}
          isAnimationActive={false}
          activeDot={false}
        />
      )}
      {usual.size > 0 && (
        <Line
          dataKey="usual"
          type="linear"
          stroke="var(--ink)"
          strokeWidth={1.4}
          strokeDasharray="4 3"
          dot={false}
          isAnimationActive={false}
          activeDot={false}
        />
      )}
    </ComposedChart>
  );
}

/** The reason's shape at every tenth point of its line; recharts fills in place and index. */
function ShapeDot({ id, cx, cy, index }: { id: SeriesId; cx?: number; cy?: number; index?: number }) {
  if (cx === undefined || cy === undefined || index === undefined || index % SHAPE_EVERY !== 5) return null;
  const look = lookOf(id);
  return (
    <path
      d={SHAPE_PATHS[look.shape]}
      transform={`translate(${cx - 5} ${cy - 5})`}
      fill={look.outlined ? "var(--bg)" : look.colour}
      stroke={look.outlined ? look.colour : "var(--bg)"}
      strokeWidth="1"
    />
  );
}
