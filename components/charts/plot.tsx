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

/**
 * A plot of layers over time: a sketch of it at once, recharts in its place when the page has nothing better to do.
 * Recharts finds its scales in several renderings, so the sketch stands in front until it has come to rest.
 */
export const Plot = memo(function Plot(props: PlotProps) {
  const { area, ...drawn } = props;
  const { width, ...stretch } = area;
  const [Chart, setChart] = useState<ComponentType<PlotProps> | null>(null);
  const [settled, setSettled] = useState(false);
  const drawing = Chart !== null && width > 0;
  useEffect(() => {
    const left = new AbortController();
    whenIdle(left.signal, async () => {
      const { LayerPlot } = await import("./layer-plot");
      if (!left.signal.aborted) startTransition(() => setChart(() => LayerPlot));
    });
    return () => left.abort();
  }, []);
  useEffect(() => {
    if (!drawing) return;
    const left = new AbortController();
    // Its store tells of what it found out with the next frame, and then draws.
    requestAnimationFrame(() => requestAnimationFrame(() => whenIdle(left.signal, () => setSettled(true))));
    return () => left.abort();
  }, [drawing]);
  return (
    <>
      {drawing && (
        <div className={settled ? "" : "invisible absolute"}>
          <Chart {...props} />
        </div>
      )}
      {!(drawing && settled) && <PlotSketch {...stretch} {...drawn} />}
    </>
  );
});
