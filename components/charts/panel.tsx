"use client";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useMemo } from "react";
import { STALE_FILL } from "../signals/patterns";
import { useFormats, useMounted } from "../ui/format";
import { useCrosshair } from "./crosshair";
import type { DrawnBin } from "./drawn";
import { PanelOverlay } from "./panel-overlay";
import type { Scale } from "./scale";
import { useBrush } from "./use-brush";
import { useWidth } from "./use-width";

export interface PlotArea {
  /** 0 until it is known. */
  readonly width: number;
  readonly height: number;
  /** First and last instant of the plot. */
  readonly from: number;
  readonly to: number;
}

export interface PanelProps {
  /** What is drawn, for people who can't see it. */
  readonly label: string;
  /** Height of the plot in pixels, without the time axis. */
  readonly height: number;
  readonly bins: readonly DrawnBin[];
  readonly scale: Scale;
  /** What the top label says behind its number: `/min`. */
  readonly unit: string;
  /** Whether the last tick says "now". */
  readonly live: boolean;
  readonly timeAxis: boolean;
  /** Since when the stream is lost, and what time it is now; null while all is well. */
  readonly stale: { readonly since: number; readonly now: number } | null;
  /** Values that the crosshair rings on a bin. */
  readonly rings: (bin: DrawnBin) => readonly number[];
  /** One bin in words. */
  readonly words: (at: number) => string;
  readonly tooltip: (at: number) => ReactNode;
  /** A click on the plot at a bin and a value. */
  readonly onPick?: (at: number, value: number) => void;
  readonly children: (area: PlotArea) => ReactNode;
}

const AXIS_HEIGHT = 24;
const TOOLTIP_WIDTH = 240;
const TOOLTIP_GAP = 14;

/**
 * One plot over time with its rules, labels, crosshair and tooltip. It is a slider to assistive technology: arrow keys
 * move through the bins, Shift by ten, Home and End to the ends, and each bin is read out. A stretch that is dragged over,
 * or marked at both ends with Enter, is zoomed into.
 */
export function Panel(props: PanelProps) {
  const { bins, height, timeAxis, stale, scale } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const panel = useId();
  const mounted = useMounted();
  const crosshair = useCrosshair();
  const from = bins[0]?.at ?? 0;
  const last = bins.at(-1)?.at ?? from + 1;
  const to = Math.max(stale?.now ?? last, last, from + 1);
  // The same object while nothing about it changes: a plot is not drawn again for a crosshair that moves over it.
  const area: PlotArea = useMemo(() => ({ width, height, from, to }), [width, height, from, to]);
  const x = (at: number) => ((at - area.from) / (area.to - area.from)) * width;
  const current = bins.findIndex((bin) => bin.at === crosshair.at);
  const moveTo = (index: number) =>
    crosshair.move(bins[Math.max(0, Math.min(index, bins.length - 1))]?.at ?? null, panel);
  const indexAt = (event: PointerEvent | React.MouseEvent) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    const at = area.from + ((event.clientX - left) / Math.max(1, width)) * (area.to - area.from);
    return nearest(bins, at);
  };
  const brush = useBrush(crosshair, bins, indexAt);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") brush.toggle();
    if (event.key === "Escape") brush.cancel();
    const by = event.shiftKey ? 10 : 1;
    const start = current < 0 ? bins.length - 1 : current;
    const target = { ArrowLeft: start - by, ArrowRight: start + by, Home: 0, End: bins.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    moveTo(target);
  };
  const onClick = (event: React.MouseEvent) => {
    if (brush.wasBrush()) return;
    const bin = bins[indexAt(event)];
    const top = event.currentTarget.getBoundingClientRect().top;
    if (bin) props.onPick?.(bin.at, (1 - (event.clientY - top) / height) * scale.max);
  };
  const shown = bins[current];
  return (
    <div className="relative" style={{ height: height + (timeAxis ? AXIS_HEIGHT : 6) }}>
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label={props.label}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bins.length - 1)}
        aria-valuenow={Math.max(0, current < 0 ? bins.length - 1 : current)}
        aria-valuetext={mounted && bins.length > 0 ? props.words(shown?.at ?? last) : "no data"}
        onKeyDown={onKeyDown}
        onFocus={() => current < 0 && moveTo(bins.length - 1)}
        onBlur={() => {
          brush.cancel();
          crosshair.move(null, null);
        }}
        onPointerDown={brush.onPointerDown}
        onPointerMove={(event) => moveTo(indexAt(event))}
        onPointerUp={brush.onPointerUp}
        onPointerLeave={(event) => {
          if (event.pointerType !== "mouse") return;
          brush.cancel();
          crosshair.move(null, null);
        }}
        onClick={onClick}
        className="absolute inset-0 touch-pan-y select-none"
      >
        <div style={{ height, opacity: stale ? 0.55 : 1 }} className="absolute inset-x-0 top-0 contain-strict">
          {props.children(area)}
        </div>
        {width > 0 && (
          <PanelOverlay
            area={area}
            scale={scale}
            unit={props.unit}
            axisHeight={timeAxis ? AXIS_HEIGHT : 0}
            live={props.live}
            crosshairAt={shown?.at ?? null}
            brushFrom={crosshair.anchor}
            rings={shown ? props.rings(shown) : []}
          />
        )}
        {stale && width > 0 && <StaleHatch x={x(Math.max(stale.since, area.from))} area={area} since={stale.since} />}
      </div>
      {shown && crosshair.panel === panel && (
        <div
          className="pointer-events-none absolute z-20 rounded-control border border-line bg-raise px-3 pt-2 pb-2.5 text-note leading-[18px] shadow-lift"
          style={tooltipPlace(x(shown.at), width)}
        >
          {props.tooltip(shown.at)}
        </div>
      )}
    </div>
  );
}

/** Beside the crosshair on the roomier side, as wide as there is room. */
function tooltipPlace(x: number, width: number): React.CSSProperties {
  const right = width - x > x;
  const room = (right ? width - x : x) - TOOLTIP_GAP;
  const wide = Math.max(168, Math.min(TOOLTIP_WIDTH, room));
  return { top: 20, width: wide, left: right ? x + TOOLTIP_GAP : Math.max(0, x - TOOLTIP_GAP - wide) };
}

function nearest(bins: readonly DrawnBin[], at: number): number {
  const [first, second] = bins;
  if (first === undefined || second === undefined) return 0;
  return Math.max(0, Math.min(bins.length - 1, Math.round((at - first.at) / (second.at - first.at))));
}

/** From the last data to now: nothing is known. */
function StaleHatch({ x, area, since }: { x: number; area: PlotArea; since: number }) {
  const formats = useFormats();
  return (
    <svg width={area.width} height={area.height} aria-hidden="true" className="absolute inset-x-0 top-0">
      <rect x={x} y="14" width={Math.max(0, area.width - x)} height={area.height - 14} fill={STALE_FILL} />
      <line x1={x} x2={x} y1="14" y2={area.height} stroke="var(--ink)" />
      <text x={x - 5} y="24" fontSize="11" textAnchor="end" fill="var(--ink)">
        last data {formats.clockMillis(since).slice(0, 8)}
      </text>
    </svg>
  );
}
