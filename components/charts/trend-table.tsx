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
  series,
}: {
  label: string;
  bins: readonly TrendBin[];
  series: readonly ReasonSeries[];
}) {
  const formats = useFormats();
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

/** Head and rows of the CSV of a trend: every reason in its own column, ISO 8601 times in UTC. */
export function trendCsv(
  bins: readonly TrendBin[],
  series: readonly ReasonSeries[],
): { head: string[]; rows: () => Cell[][] } {
  const reasons = series.flatMap((one) => one.members);
  return {
    head: ["time", "pass", "fail", ...reasons],
    rows: () =>
      bins.map((bin) => [
        new Date(bin.at).toISOString(),
        bin.pass,
        bin.fail,
        ...reasons.map((reason) => bin.reasons[reason] ?? 0),
      ]),
  };
}
