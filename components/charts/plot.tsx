"use client";
import { type ComponentType, memo, startTransition, useEffect, useState } from "react";
import type { DrawnBin } from "./drawn";
import type { Layer } from "./layers";
import type { PlotArea } from "./panel";
import { PlotSketch } from "./plot-sketch";
import type { Scale } from "./scale";
import { whenIdle } from "./when-idle";

export interface PlotProps {
  readonly area: PlotArea;
  readonly bins: readonly DrawnBin[];
  readonly scale: Scale;
  readonly layers: readonly Layer[];
}

/** A plot of layers over time: a sketch of it at once, recharts in its place when the page has nothing better to do. */
export const Plot = memo(function Plot(props: PlotProps) {
  const [Chart, setChart] = useState<ComponentType<PlotProps> | null>(null);
  useEffect(() => {
    const left = new AbortController();
    whenIdle(left.signal, async () => {
      const { LayerPlot } = await import("./layer-plot");
      if (!left.signal.aborted) startTransition(() => setChart(() => LayerPlot));
    });
    return () => left.abort();
  }, []);
  const { area, ...drawn } = props;
  const { width, ...stretch } = area;
  return Chart === null || width === 0 ? <PlotSketch {...stretch} {...drawn} /> : <Chart {...props} />;
});
