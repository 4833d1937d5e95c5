"use client";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

export interface Crosshair {
  /** Start of the bin it stands on; null when it is nowhere. */
  readonly at: number | null;
  /** The panel that moves it, and shows the tooltip. */
  readonly panel: string | null;
  move(at: number | null, panel: string | null): void;
}

const CrosshairContext = createContext<Crosshair>({ at: null, panel: null, move: () => undefined });

/** Panels inside share one crosshair. */
export function CrosshairGroup({ children }: { children: ReactNode }) {
  const [state, setState] = useState<{ at: number | null; panel: string | null }>({ at: null, panel: null });
  const value = useMemo(
    () => ({ ...state, move: (at: number | null, panel: string | null) => setState({ at, panel }) }),
    [state],
  );
  return <CrosshairContext value={value}>{children}</CrosshairContext>;
}

export function useCrosshair(): Crosshair {
  return useContext(CrosshairContext);
}
