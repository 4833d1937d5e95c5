"use client";
import { type ReactNode, useMemo } from "react";
import type { AlertPreview } from "@/lib/contract/admin/alerts";
import { useFormats } from "../ui/format";
import { CrosshairGroup } from "./crosshair";
import { AlertPlot } from "./lazy";
import { Panel } from "./panel";
import { niceScale } from "./scale";

/** One measurement in the unit that is drawn; null where there is none. */
export interface AlertBin {
  readonly at: number;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly usual: number | null;
}

/** A limit this many times higher than every value is left outside of the plot. */
const LIMIT_ROOM = 4;

/**
 * A rule's metric over the last days, with its limits and when it would have fired. `factor` takes values to the unit that
 * is drawn (100 for percent), `unit` stands behind the top label, `text` writes one value.
 */
export function AlertPanel({
  preview,
  factor,
  unit,
  text,
  label,
  height = 220,
}: {
  preview: AlertPreview;
  factor: number;
  unit: string;
  text: (value: number | null) => string;
  label: string;
  height?: number;
}) {
  const formats = useFormats();
  const bins = useMemo(() => binsOf(preview, factor), [preview, factor]);
  const byTime = useMemo(() => new Map(preview.points.map((point) => [point.at, point])), [preview]);
  const values = bins.map(({ value }) => value ?? 0);
  const limits = bins.map(({ upper, lower }) => upper ?? lower ?? 0);
  const highest = Math.max(0, ...values);
  const limit = Math.max(0, ...limits);
  const scale = niceScale(
    highest === 0 ? limit * 1.2 : Math.max(highest, Math.min(limit * 1.05, highest * LIMIT_ROOM)),
    true,
  );
  const firings = preview.firings.map(({ from, to }) => ({ from, to: to ?? preview.to }));
  const firesAt = (at: number) => firings.some(({ from, to }) => at >= from && at < to);
  const lines = (at: number): readonly [string, string][] => {
    const point = byTime.get(at);
    return [
      ["value", text(point?.value ?? null)],
      ...(point?.usual ? [["usual", text(point.usual.median)] as const] : []),
      ...(point?.upper != null ? [["upper limit", text(point.upper)] as const] : []),
      ...(point?.lower != null ? [["lower limit", text(Math.max(0, point.lower))] as const] : []),
    ].map(([name, value]) => [name, value]);
  };
  return (
    <CrosshairGroup>
      <Panel
        label={label}
        height={height}
        bins={bins.map(({ at, value }) => ({ at, partial: false, values: { value: value ?? 0 } }))}
        scale={scale}
        unit={unit}
        live
        timeAxis
        stale={null}
        rings={(bin) => [bin.values.value ?? 0]}
        words={(at) =>
          `${formats.moment(at)}: ${lines(at)
            .map(([name, value]) => `${name} ${value}`)
            .join(", ")}${firesAt(at) ? ", would have fired" : ""}`
        }
        tooltip={(at) => (
          <Tooltip title={formats.moment(at)} lines={lines(at)}>
            {firesAt(at) && <p className="mt-1 font-semibold text-crit">would have fired</p>}
          </Tooltip>
        )}
      >
        {(area) => area.width > 0 && <AlertPlot area={area} bins={bins} scale={scale} firings={firings} />}
      </Panel>
    </CrosshairGroup>
  );
}

function binsOf(preview: AlertPreview, factor: number): AlertBin[] {
  const drawn = (value: number | null | undefined) => (value == null ? null : value * factor);
  return preview.points.map(({ at, value, lower, upper, usual }) => ({
    at,
    value: drawn(value),
    lower: drawn(lower),
    upper: drawn(upper),
    usual: drawn(usual?.median),
  }));
}

function Tooltip({
  title,
  lines,
  children,
}: {
  title: string;
  lines: readonly (readonly [string, string])[];
  children: ReactNode;
}) {
  return (
    <>
      <h3 className="mb-1 font-semibold leading-4">{title}</h3>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 tabular-nums">
        {lines.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink2">{name}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </>
  );
}
