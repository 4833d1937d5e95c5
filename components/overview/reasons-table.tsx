"use client";
import { useQuery } from "@tanstack/react-query";
import { memo, useMemo } from "react";
import { type Filter, filterToQuery } from "@/lib/contract/filter";
import type { FirstReason, Reasons, Trend, TrendBin } from "@/lib/contract/metrics";
import { totalsOf } from "../charts/reason-series";
import { Sparkline, thinned } from "../charts/sparkline";
import { CsvButton } from "../charts/tools";
import { narrowTo } from "../filter/change";
import { useValueTitle } from "../filter/labels";
import { reasonsQuery } from "../queries/reasons";
import { ReasonGlyph } from "../signals/glyphs";
import { lookOf } from "../signals/looks";
import { linkClass } from "../ui/button";
import { cn } from "../ui/class-names";
import { useFormats } from "../ui/format";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Table } from "../ui/table";
import { useBaseline } from "./baseline";
import { Arrow } from "./key-figures";
import { periodTitle, useUsualTitle } from "./period";

/** A rise that deserves ink: twice the usual, and enough refusals not to be chance. */
const FACTOR_MARKED = 2;
const REFUSALS_MARKED = 20;
const SPARK_POINTS = 60;

interface Row {
  readonly reason: FirstReason;
  readonly attestations: number;
  readonly usual: number;
  readonly instances: number | null;
  readonly rises: Reasons["rows"][number]["rises"];
}

/** The live counts of the trend, with what is read less often: instances and where a reason rises. */
function rowsOf(trend: Trend, before: readonly TrendBin[], reasons: Reasons | undefined, byInstance: boolean): Row[] {
  const usual = totalsOf(before);
  const slow = new Map(reasons?.rows.map((row) => [row.reason, row]));
  const rows = [...totalsOf(trend.bins)].map(([reason, attestations]) => ({
    reason,
    attestations,
    usual: usual.get(reason) ?? 0,
    instances: slow.get(reason)?.instances ?? null,
    rises: slow.get(reason)?.rises ?? null,
  }));
  return rows.toSorted((a, b) =>
    byInstance ? (b.instances ?? 0) - (a.instances ?? 0) : b.attestations - a.attestations,
  );
}

/** The first reasons of the window, ranked, each with its shape over time and its change. */
export const ReasonsTable = memo(function ReasonsTable({
  filter,
  trend,
  before,
  className,
}: {
  filter: Filter;
  trend: Trend;
  before: readonly TrendBin[];
  className?: string;
}) {
  const { data: reasons } = useQuery(reasonsQuery(filter));
  const usualTitle = useUsualTitle(filter, useBaseline());
  const byInstance = filter.unit === "instances";
  const rows = useMemo(() => rowsOf(trend, before, reasons, byInstance), [trend, before, reasons, byInstance]);
  const hasUsual = before.some((bin) => bin.pass + bin.fail > 0);
  return (
    <Section
      title="Reasons"
      unit={`${filter.unit}, ${periodTitle(filter)}${hasUsual ? ` against ${usualTitle}` : ""}`}
      className={className ?? ""}
      tools={
        <>
          <Link className={linkClass} href={`/rejections?${filterToQuery(filter)}`}>
            Open<span className="sr-only"> rejections</span>
          </Link>
          <CsvButton
            name="Reasons"
            head={["reason", "attestations", "compared with", "instances"]}
            rows={() => rows.map((row) => [row.reason, row.attestations, row.usual, row.instances])}
          />
        </>
      }
    >
      <Table label="Reasons">
        <thead>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col" className="max-phone:hidden">
              {periodTitle(filter).replace(/^./, (first) => first.toUpperCase())}
            </th>
            <th scope="col" className="num">
              Attestations
            </th>
            <th scope="col" className={cn("num", !byInstance && "max-phone:hidden")}>
              Instances
            </th>
            <th scope="col" className="num">
              vs before
            </th>
            <th scope="col" className="pl-2! max-phone:hidden">
              Where it rises
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ReasonLine key={row.reason} row={row} filter={filter} trend={trend} hasUsual={hasUsual} />
          ))}
        </tbody>
      </Table>
      {rows.length === 0 && <p className="py-2 text-ink2">Nothing was rejected, {periodTitle(filter)}.</p>}
    </Section>
  );
});

function ReasonLine({ row, filter, trend, hasUsual }: { row: Row; filter: Filter; trend: Trend; hasUsual: boolean }) {
  const formats = useFormats();
  const { reason, attestations, usual, instances } = row;
  const factor = usual === 0 ? null : attestations / usual;
  const isNew = hasUsual && usual === 0;
  const marked = attestations >= REFUSALS_MARKED && (isNew || (factor !== null && factor >= FACTOR_MARKED));
  const byInstance = filter.unit === "instances";
  // The open bin would end every line in a fall.
  const closed = trend.window.live ? trend.bins.slice(0, -1) : trend.bins;
  const spark = thinned(
    closed.map((bin) => bin.reasons[reason] ?? 0),
    SPARK_POINTS,
  );
  return (
    <tr>
      <td>
        <ReasonLink reason={reason} filter={filter} />
      </td>
      <td className="max-phone:hidden">
        <Sparkline
          values={spark}
          usual={usual / Math.max(1, trend.bins.length)}
          colour={marked && reason !== "none" ? lookOf(reason).colour : "var(--ink3)"}
        />
      </td>
      <td className={cn("num", !byInstance && "font-semibold")}>{formats.count(attestations)}</td>
      <td className={cn("num", byInstance ? "font-semibold" : "max-phone:hidden")}>
        {instances === null ? "–" : formats.count(instances)}
      </td>
      <td className={cn("num", marked ? "font-semibold" : "text-ink3!")}>
        {marked && <Arrow up />}
        {isNew ? "new" : formats.factor(factor)}
      </td>
      {/* Server and browser may know a country by different names. */}
      <td className="pl-2! whitespace-nowrap text-ink2! max-phone:hidden" suppressHydrationWarning>
        <Rises row={row} marked={marked} hasUsual={hasUsual} />
      </td>
    </tr>
  );
}

function Rises({ row, marked, hasUsual }: { row: Row; marked: boolean; hasUsual: boolean }) {
  const formats = useFormats();
  const valueTitle = useValueTitle();
  if (row.rises !== null) {
    const { dimension, value, share } = row.rises;
    const prefix = dimension === "sdk" ? "SDK " : "";
    return `${prefix}${dimension === "country" ? valueTitle("country", value) : value} ${formats.share(share).replace(/[.,]\d/, "")}`;
  }
  return <span className="text-ink3">{!hasUsual ? "–" : marked ? "everywhere" : "as usual"}</span>;
}

/** A reason that opens the rejections narrowed to it. */
export function ReasonLink({ reason, filter }: { reason: FirstReason; filter: Filter }) {
  if (reason === "none") return <span className="text-ink2">no reason</span>;
  return (
    <Link
      href={`/rejections?${filterToQuery(narrowTo(filter, "reason", reason))}`}
      className="inline-flex items-center gap-2 whitespace-nowrap hover:underline hover:underline-offset-3"
    >
      <ReasonGlyph reason={reason} />
      {reason}
    </Link>
  );
}
