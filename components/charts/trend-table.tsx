"use client";
import type { TrendBin } from "@/lib/contract/metrics";
import { useFormats } from "../ui/format";
import { Table } from "../ui/table";
import type { Cell } from "./csv";
import { type ReasonSeries, seriesTitle, seriesValue } from "./reason-series";

/** The chart's data as a table, newest first. */
export function TrendTable({
  label,
  bins,
  before,
  series,
}: {
  label: string;
  bins: readonly TrendBin[];
  /** What it is compared with, moved under the same times; its columns are left out where there is none. */
  before: readonly TrendBin[];
  series: readonly ReasonSeries[];
}) {
  const formats = useFormats();
  const beforeAt = binsAt(before);
  return (
    <div className="max-h-[420px] overflow-y-auto">
      <Table label={label}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className="num">
              Pass
            </th>
            <th scope="col" className="num">
              Fail
            </th>
            {before.length > 0 &&
              BEFORE_HEAD.map((title) => (
                <th key={title} scope="col" className="num">
                  {title}
                </th>
              ))}
            {series.map((one) => (
              <th key={one.id} scope="col" className="num">
                {seriesTitle(one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bins.toReversed().map((bin) => (
            <tr key={bin.at}>
              <td className="whitespace-nowrap">{formats.moment(bin.at)}</td>
              <td className="num">{formats.count(bin.pass)}</td>
              <td className="num font-semibold">{formats.count(bin.fail)}</td>
              {before.length > 0 && (
                <>
                  <td className="num text-ink2!">{formats.count(beforeAt.get(bin.at)?.pass ?? null)}</td>
                  <td className="num text-ink2!">{formats.count(beforeAt.get(bin.at)?.fail ?? null)}</td>
                </>
              )}
              {series.map((one) => (
                <td key={one.id} className="num">
                  {formats.count(seriesValue(bin, one))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

const BEFORE_HEAD = ["Pass before", "Fail before"] as const;

function binsAt(bins: readonly TrendBin[]): ReadonlyMap<number, TrendBin> {
  return new Map(bins.map((bin) => [bin.at, bin]));
}

/**
 * Head and rows of the CSV of a trend: every reason in its own column, then what it is compared with where there is any;
 * ISO 8601 times in UTC.
 */
export function trendCsv(
  bins: readonly TrendBin[],
  before: readonly TrendBin[],
  series: readonly ReasonSeries[],
): { head: string[]; rows: () => Cell[][] } {
  const reasons = series.flatMap((one) => one.members);
  const compared = before.length > 0;
  return {
    head: ["time", "pass", "fail", ...reasons, ...(compared ? BEFORE_HEAD.map((title) => title.toLowerCase()) : [])],
    rows: () => {
      const beforeAt = binsAt(before);
      return bins.map((bin) => {
        const was = beforeAt.get(bin.at);
        return [
          new Date(bin.at).toISOString(),
          bin.pass,
          bin.fail,
          ...reasons.map((reason) => bin.reasons[reason] ?? 0),
          ...(compared ? [was?.pass ?? null, was?.fail ?? null] : []),
        ];
      });
    },
  };
}
