"use client";
import { type PointerEvent, useRef } from "react";
import type { Crosshair } from "./crosshair";
import type { DrawnBin } from "./drawn";

/** Bins that a pointer must cross before a press is a brush and not a click. */
const BINS_MIN = 2;

interface Brush {
  onPointerDown(event: PointerEvent): void;
  onPointerUp(): void;
  /** Whether the press that just ended was a brush: its click means nothing else. */
  wasBrush(): boolean;
  /** Begins at the bin of the crosshair, or ends there: for the keyboard. */
  toggle(): void;
  cancel(): void;
}

/** Choosing a stretch of a plot: drag over it, or press Enter at its two ends; Escape lets go. */
export function useBrush(
  crosshair: Crosshair,
  bins: readonly DrawnBin[],
  atPointer: (event: PointerEvent) => number,
): Brush {
  const brushed = useRef(false);
  const stepMs = (bins[1]?.at ?? 0) - (bins[0]?.at ?? 0);
  const finish = (): boolean => {
    const { anchor, at, zoom } = crosshair;
    crosshair.brush(null);
    if (anchor === null || at === null || zoom === null || Math.abs(at - anchor) < BINS_MIN * stepMs) return false;
    zoom(Math.min(anchor, at), Math.max(anchor, at) + stepMs);
    return true;
  };
  return {
    onPointerDown: (event) => {
      brushed.current = false;
      if (crosshair.zoom !== null && event.pointerType === "mouse" && event.button === 0)
        crosshair.brush(bins[atPointer(event)]?.at ?? null);
    },
    onPointerUp: () => {
      brushed.current = finish();
    },
    wasBrush: () => brushed.current,
    toggle: () => {
      if (crosshair.anchor === null) crosshair.brush(crosshair.at);
      else finish();
    },
    cancel: () => crosshair.brush(null),
  };
}
