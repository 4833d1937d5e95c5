"use client";
import { type ReactNode, useMemo } from "react";
import type { Trend, TrendBin } from "@/lib/contract/metrics";
import { useAsTable } from "../filter/use-view-parameter";
import { Section } from "../ui/section";
import { CrosshairGroup, type Zoom } from "./crosshair";
import { type ReasonSeries, reasonSeries } from "./reason-series";
import { CsvButton, TableToggle } from "./tools";
import { TrendTable, trendCsv } from "./trend-table";

/** A section with charts of one trend that share a crosshair, and the table of the same data in their place. */
export function TrendChart({
  title,
  unit,
  trend,
  before,
  reasonsMax,
  tools,
  zoom,
  className,
  children,
}: {
  title: string;
  unit: string;
  trend: Trend;
  before: readonly TrendBin[];
  reasonsMax: number;
  tools?: ReactNode;
  /** Shows a stretch that was brushed. */
  zoom: Zoom;
  className?: string;
  children: (series: readonly ReasonSeries[]) => ReactNode;
}) {
  const [asTable, setAsTable] = useAsTable();
  const series = useMemo(() => reasonSeries(trend.bins, before, reasonsMax), [trend, before, reasonsMax]);
  const csv = trendCsv(trend.bins, before, series);
  return (
    <Section
      title={title}
      unit={unit}
      className={className ?? ""}
      tools={
        <>
          {tools}
          <TableToggle shown={asTable} onChange={setAsTable} of={title} />
          <CsvButton name={title} head={csv.head} rows={csv.rows} />
        </>
      }
    >
      {asTable ? (
        <TrendTable label={`${title}, table`} bins={trend.bins} before={before} series={series} />
      ) : (
        <CrosshairGroup zoom={zoom}>{children(series)}</CrosshairGroup>
      )}
    </Section>
  );
}
