"use client";
import { type ComponentType, memo, startTransition, useEffect, useRef, useState } from "react";
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
  const { width } = props.area;
  if (Chart === null || width === 0) return <Sketch {...props} />;
  // For each width anew: of a width that changes, recharts hears some frames later, and draws the old one meanwhile.
  return <Settling key={width} Chart={Chart} {...props} />;
});

/** Recharts finds its size and its scales in several renderings: the sketch stands in front until it has. */
function Settling({ Chart, ...props }: PlotProps & { readonly Chart: ComponentType<PlotProps> }) {
  const { width } = props.area;
  const ref = useRef<HTMLDivElement>(null);
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const left = new AbortController();
    const look = () =>
      whenIdle(left.signal, async () => {
        if (drawnWidth(ref.current) === width) setSettled(true);
        else requestAnimationFrame(look);
      });
    // Its store tells of what it found out with the next frame, and then draws.
    requestAnimationFrame(() => requestAnimationFrame(look));
    return () => left.abort();
  }, [width]);
  return (
    <>
      <div ref={ref} className={settled ? "" : "invisible absolute"}>
        <Chart {...props} />
      </div>
      {!settled && <Sketch {...props} />}
    </>
  );
}

/** The width that recharts has drawn for; 0 while it has drawn nothing. */
function drawnWidth(around: HTMLElement | null): number {
  return around?.querySelector<SVGSVGElement>("svg.recharts-surface")?.viewBox.baseVal?.width ?? 0;
}

function Sketch({ area: { width: _, ...stretch }, ...drawn }: PlotProps) {
  return <PlotSketch {...stretch} {...drawn} />;
}
