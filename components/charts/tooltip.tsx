"use client";
import type { ReactNode } from "react";
import type { TrendBin } from "@/lib/contract/metrics";
import { OutcomeGlyph, ReasonGlyph } from "../signals/glyphs";
import { useFormats } from "../ui/format";
import { type ReasonSeries, seriesTitle, seriesValue } from "./reason-series";
import { binWidth, changeText } from "./words";

const REASONS_MAX = 6;

/** One bin in numbers: pass and fail with shares, then the reasons, largest first, then what was usual. */
export function BinTooltip({
  bin,
  before,
  series,
  stepSeconds,
  partial,
}: {
  bin: TrendBin;
  before: TrendBin | undefined;
  series: readonly ReasonSeries[];
  stepSeconds: number;
  partial: boolean;
}) {
  const formats = useFormats();
  const all = bin.pass + bin.fail;
  // An open bin is not comparable with a whole one.
  const was = partial ? undefined : before;
  const change = (n: number, then: number | undefined) => (then === undefined ? "" : changeText(formats, n, then));
  const share = (n: number, of: number) => formats.share(of === 0 ? null : n / of);
  const reasons = series
    .map((one) => ({ series: one, n: seriesValue(bin, one) }))
    .filter(({ n }) => n > 0)
    .toSorted((a, b) => Number(a.series.id === "other") - Number(b.series.id === "other") || b.n - a.n)
    .slice(0, REASONS_MAX);
  return (
    <>
      <h3 className="mb-1 font-semibold leading-4">
        {formats.moment(bin.at)}
        <span className="font-normal text-ink3">
          {" "}
          · {binWidth(stepSeconds)}
          {partial && " (partial)"}
        </span>
      </h3>
      <table className="w-full tabular-nums">
        <tbody>
          <Line
            name={
              <>
                <OutcomeGlyph outcome="pass" className="size-3" /> pass
              </>
            }
            value={formats.count(bin.pass)}
            share={share(bin.pass, all)}
            change={change(bin.pass, was?.pass)}
            strong
          />
          <Line
            name={
              <>
                <OutcomeGlyph outcome="fail" className="size-3" /> fail
              </>
            }
            value={formats.count(bin.fail)}
            share={share(bin.fail, all)}
            change={change(bin.fail, was?.fail)}
            strong
          />
        </tbody>
        {reasons.length > 0 && (
          <tbody className="border-line border-t [&>tr:first-child>td]:pt-1.5">
            {reasons.map(({ series: one, n }) => (
              <Line
                key={one.id}
                name={
                  <>
                    <ReasonGlyph reason={one.id} /> {seriesTitle(one)}
                  </>
                }
                value={formats.count(n)}
                share={share(n, bin.fail)}
                change={change(n, was && seriesValue(was, one))}
              />
            ))}
          </tbody>
        )}
      </table>
      {before && (
        <p className="mt-1.5 border-line border-t pt-1.5 text-ink3">
          Compared with {formats.count(before.fail)} fail of {formats.count(before.pass + before.fail)} then
        </p>
      )}
    </>
  );
}

function Line({
  name,
  value,
  share,
  change,
  strong = false,
}: {
  name: ReactNode;
  value: string;
  share: string;
  /** Against the bin that is compared with; empty where there is none. */
  change: string;
  strong?: boolean;
}) {
  return (
    <tr>
      <td className="w-full">
        <span className="inline-flex items-center gap-[7px] whitespace-nowrap">{name}</span>
      </td>
      <td className={strong ? "pl-3 text-right font-semibold" : "pl-3 text-right"}>{value}</td>
      <td className="whitespace-nowrap pl-3 text-right text-ink3">{share}</td>
      {change !== "" && <td className="whitespace-nowrap pl-3 text-right">{change}</td>}
    </tr>
  );
}
