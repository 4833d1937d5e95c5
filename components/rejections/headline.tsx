"use client";
import { useQuery } from "@tanstack/react-query";
import type { Filter } from "@/lib/contract/filter";
import type { Trend, TrendBin } from "@/lib/contract/metrics";
import { useBaseline } from "../overview/baseline";
import { periodTitle, useUsualTitle } from "../overview/period";
import { reasonsQuery } from "../queries/reasons";
import { useFormats } from "../ui/format";

/** The finding in one line: how many, against the usual, and of how many. */
export function Headline({ filter, trend, before }: { filter: Filter; trend: Trend; before: readonly TrendBin[] }) {
  const formats = useFormats();
  const usualTitle = useUsualTitle(filter, useBaseline());
  const { data: reasons } = useQuery(reasonsQuery(filter));
  const sum = (bins: readonly TrendBin[], pick: (bin: TrendBin) => number) =>
    bins.reduce((total, bin) => total + pick(bin), 0);
  const fail = sum(trend.bins, (bin) => bin.fail);
  const all = fail + sum(trend.bins, (bin) => bin.pass);
  const usual = sum(before, (bin) => bin.fail);
  const byInstance = filter.unit === "instances";
  const instances = reasons === undefined ? "…" : formats.estimate(reasons.instances, reasons.approximate);
  return (
    <p className="mt-5 flex flex-wrap items-baseline gap-x-7 gap-y-1">
      <span className="font-medium tabular-nums text-[28px] tracking-[-0.025em] leading-[34px]">
        {byInstance ? instances : formats.count(fail)}
      </span>
      <span className="text-ink2">
        {byInstance
          ? `rejected instances in ${formats.count(fail)} attestations`
          : `rejected attestations of ${instances} instances`}
        , {periodTitle(filter)}.{" "}
        {usual > 0 && (
          <>
            <b className="text-ink">{formats.factor(fail / usual)}</b> {usualTitle} ({formats.count(usual)}).{" "}
          </>
        )}
        {before.length > 0 && usual === 0 && <b className="text-ink">None {usualTitle}. </b>}
        {filter.include.reason === undefined && `${formats.share(all === 0 ? null : fail / all)} of all attestations.`}
      </span>
    </p>
  );
}
