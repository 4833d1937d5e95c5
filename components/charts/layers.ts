import type { Shape } from "../signals/looks";
import { lookOf } from "../signals/looks";
import { FAIL_FILL, reasonFill } from "../signals/patterns";
import type { DrawnBin } from "./drawn";
import type { SeriesId } from "./reason-series";

/** One series of a plot and how it is drawn. The areas of a plot are stacked in their order. */
export interface Layer {
  readonly id: string;
  readonly kind: "area" | "line";
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly strokeOpacity?: number;
  readonly dashes?: string;
  /** The mark on every tenth point of a line. */
  readonly mark?: { readonly shape: Shape; readonly fill: string; readonly stroke: string };
  /** Its value at a bin; null draws nothing there. */
  readonly value: (bin: DrawnBin) => number | null;
}

/** Pass and fail: fail in ink hatch from zero, pass on top of it in slate. */
export const OUTCOME_LAYERS: readonly Layer[] = [
  {
    id: "fail",
    kind: "area",
    fill: FAIL_FILL,
    stroke: "var(--fail)",
    strokeWidth: 1.4,
    value: ({ values }) => values.fail ?? 0,
  },
  {
    id: "pass",
    kind: "area",
    fill: "var(--pass)",
    stroke: "var(--pass-line)",
    strokeWidth: 1.4,
    value: ({ values }) => values.pass ?? 0,
  },
];

/** Refusals by first reason, stacked or as lines, with the usual dashed on top where it is known. */
export function reasonLayers(
  series: readonly SeriesId[],
  mode: "stacked" | "lines",
  /** All refusals one week before, by bin; empty draws nothing. */
  usual: ReadonlyMap<number, number>,
): Layer[] {
  const layers = series.map(mode === "stacked" ? reasonArea : reasonLine);
  if (usual.size === 0) return layers;
  const line = { kind: "line", fill: "none", value: (bin: DrawnBin) => usual.get(bin.at) ?? null } as const;
  return [
    ...layers,
    { ...line, id: "usual-edge", stroke: "var(--bg)", strokeOpacity: 0.75, strokeWidth: 3.4 },
    { ...line, id: "usual", stroke: "var(--ink)", strokeWidth: 1.4, dashes: "4 3" },
  ];
}

function reasonArea(id: SeriesId): Layer {
  const value = ({ values }: DrawnBin) => values[id] ?? 0;
  return { id, kind: "area", fill: reasonFill(id), stroke: "var(--bg)", strokeWidth: 0.9, value };
}

function reasonLine(id: SeriesId): Layer {
  const { colour, shape, outlined } = lookOf(id);
  return {
    id,
    kind: "line",
    fill: "none",
    stroke: colour,
    strokeWidth: 1.6,
    mark: { shape, fill: outlined ? "var(--bg)" : colour, stroke: outlined ? colour : "var(--bg)" },
    value: ({ values }) => values[id] ?? 0,
  };
}
