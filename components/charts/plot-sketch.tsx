import { memo } from "react";
import type { DrawnBin } from "./drawn";
import type { Layer } from "./layers";
import type { PlotArea } from "./panel";
import type { PlotProps } from "./plot";

/** What the picture is drawn in, and stretched from to the width of its place. */
const WIDTH = 720;
/** Areas are closed this far outside of the picture, so that only their upper edge is stroked in it. */
const OUTSIDE = 4;

/** The same picture in plain paths. It takes no library and no measuring, so the server can draw it. */
export const PlotSketch = memo(function PlotSketch({
  height,
  from,
  to,
  bins,
  scale,
  layers,
}: Omit<PlotArea, "width"> & Omit<PlotProps, "area">) {
  const x = (at: number) => (((at - from) / (to - from)) * WIDTH).toFixed(1);
  const y = (value: number) => (height * (1 - value / scale.max)).toFixed(1);
  const point = (at: number, value: number) => `${x(at)} ${y(value)}`;
  const below = (tops: readonly number[]) => {
    const edge = bins.map(({ at }, index) => point(at, tops[index] ?? 0)).join("L");
    return `M${-OUTSIDE} ${height + OUTSIDE}V${y(tops[0] ?? 0)}L${edge}H${WIDTH + OUTSIDE}V${height + OUTSIDE}Z`;
  };
  const shared = ({ stroke, strokeWidth, strokeOpacity, dashes, fill }: Layer) =>
    ({
      fill,
      stroke,
      strokeWidth,
      strokeOpacity: strokeOpacity ?? 1,
      vectorEffect: "non-scaling-stroke",
      ...(dashes ? { strokeDasharray: dashes } : {}),
    }) as const;
  return (
    <svg
      width="100%"
      height={height}
      viewBox={`0 0 ${WIDTH} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="block"
    >
      {scale.ticks.map((tick) => (
        <line key={tick} x1="0" x2={WIDTH} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
      ))}
      {stack(layers, bins).map(({ layer, tops }) => (
        <path key={layer.id} d={below(tops)} {...shared(layer)} />
      ))}
      {layers
        .filter(({ kind }) => kind === "line")
        .map((layer) => (
          <path key={layer.id} d={pathThrough(bins, layer.value, point)} {...shared(layer)} />
        ))}
    </svg>
  );
});

/** The stacked areas with their upper edges, the highest first: each covers what lies below its edge. */
function stack(layers: readonly Layer[], bins: readonly DrawnBin[]): { layer: Layer; tops: number[] }[] {
  let tops = bins.map(() => 0);
  return layers
    .filter(({ kind }) => kind === "area")
    .map((layer) => {
      tops = bins.map((bin, index) => (tops[index] ?? 0) + (layer.value(bin) ?? 0));
      return { layer, tops };
    })
    .toReversed();
}

/** A line through the bins that have a value, broken where they have none. */
function pathThrough(bins: readonly DrawnBin[], value: Layer["value"], point: (at: number, value: number) => string) {
  let pen = "M";
  return bins
    .map((bin) => {
      const one = value(bin);
      const step = one === null ? "" : `${pen}${point(bin.at, one)}`;
      pen = one === null ? "M" : "L";
      return step;
    })
    .join("");
}
