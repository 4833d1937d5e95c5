"use client";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

/** Shows the time between two instants (milliseconds since 1970). */
export type Zoom = (from: number, to: number) => void;

interface CrosshairState {
  /** Start of the bin it stands on; null when it is nowhere. */
  readonly at: number | null;
  /** The panel that moves it, and shows the tooltip. */
  readonly panel: string | null;
  /** Where a brush began; null while none is drawn. */
  readonly anchor: number | null;
}

export interface Crosshair extends CrosshairState {
  move(at: number | null, panel: string | null): void;
  brush(anchor: number | null): void;
  /** What a finished brush does; null where there is nothing to zoom. */
  readonly zoom: Zoom | null;
}

const NOWHERE: CrosshairState = { at: null, panel: null, anchor: null };
const CrosshairContext = createContext<Crosshair>({
  ...NOWHERE,
  move: () => undefined,
  brush: () => undefined,
  zoom: null,
});

/** Panels inside share one crosshair and one brush. */
export function CrosshairGroup({ zoom = null, children }: { zoom?: Zoom | null; children: ReactNode }) {
  const [state, setState] = useState(NOWHERE);
  const value = useMemo(
    () => ({
      ...state,
      move: (at: number | null, panel: string | null) => setState((now) => ({ ...now, at, panel })),
      brush: (anchor: number | null) => setState((now) => ({ ...now, anchor })),
      zoom,
    }),
    [state, zoom],
  );
  return <CrosshairContext value={value}>{children}</CrosshairContext>;
}

export function useCrosshair(): Crosshair {
  return useContext(CrosshairContext);
}
