"use client";
import { useQuery } from "@tanstack/react-query";
import { memo } from "react";
import type { Filter } from "@/lib/contract/filter";
import type { VersionRow, Versions } from "@/lib/contract/metrics";
import { CsvButton } from "../charts/tools";
import { narrowTo } from "../filter/change";
import { useValueTitle } from "../filter/labels";
import { useFilter } from "../filter/use-filter";
import { pulseQuery } from "../queries/pulse";
import { versionsQuery } from "../queries/versions";
import { cn } from "../ui/class-names";
import { useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Footnote, Table } from "../ui/table";
import { periodTitle } from "./period";

/** More are summed up in one line. */
const LISTED_MAX = 8;
const LOW = 0.9;
/** The dot plot starts here; what lies lower sticks to its left end. */
const SCALE_FROM = 0.6;

/** App versions and platforms: how many instances run them, and how many of their attestations pass. */
export const VersionsTable = memo(function VersionsTable({
  filter,
  className,
}: {
  filter: Filter;
  className?: string;
}) {
  const { data, error, refetch } = useQuery(versionsQuery(filter));
  const { data: pulse } = useQuery(pulseQuery(filter));
  const csv = () =>
    [...(data?.versions ?? []), ...(data?.platforms ?? [])].map((row) => [
      row.name,
      row.sdkVersion,
      row.instances,
      row.pass,
      row.fail,
    ]);
  return (
    <Section
      title="Versions and platforms"
      unit={`active ${periodTitle(filter)}`}
      className={className ?? ""}
      tools={<CsvButton name="Versions" head={["version", "sdk", "active instances", "pass", "fail"]} rows={csv} />}
    >
      {error && !data ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Rows data={data} usual={pulse?.usual?.passRate ?? null} />
      ) : (
        <Loading height={240} what="Reading versions" />
      )}
    </Section>
  );
});

function Rows({ data, usual }: { data: Versions; usual: number | null }) {
  const formats = useFormats();
  const { filter, setFilter } = useFilter();
  const valueTitle = useValueTitle();
  const unlisted = data.unlisted + Math.max(0, data.versions.length - LISTED_MAX);
  const line = (row: VersionRow, dimension: "version" | "platform") => (
    <Line
      key={`${row.name} ${row.sdkVersion}`}
      row={row}
      title={valueTitle(dimension, row.name)}
      strong={dimension === "platform"}
      all={data.instances ?? 0}
      approximate={data.approximate}
      usual={usual}
      onPick={() => setFilter(narrowTo(filter, dimension, row.name))}
    />
  );
  return (
    <>
      <Table label="Versions and platforms">
        <thead>
          <tr>
            <th scope="col">App version</th>
            <th scope="col" className="num">
              Active inst.
            </th>
            <th scope="col" className="w-[30%] pl-5! max-phone:w-20 max-phone:pl-2.5!">
              Share
            </th>
            <th scope="col" className="w-[24%] pl-5! max-phone:hidden">
              60 – 100 %
            </th>
            <th scope="col" className="num">
              Pass rate
            </th>
          </tr>
        </thead>
        <tbody>{data.versions.slice(0, LISTED_MAX).map((row) => line(row, "version"))}</tbody>
        <tbody className="[&>tr:first-child>*]:border-t-0 [&>tr:first-child>*]:pt-3">
          {data.platforms.map((row) => line(row, "platform"))}
        </tbody>
      </Table>
      <Footnote>
        {unlisted > 0 && `${formats.count(unlisted)} more versions not listed. `}▲ below 90 %.
        {usual !== null && ` Dotted: ${formats.share(usual)}, the usual of this hour.`}
      </Footnote>
    </>
  );
}

function Line({
  row,
  title,
  strong,
  all,
  approximate,
  usual,
  onPick,
}: {
  row: VersionRow;
  title: string;
  strong: boolean;
  all: number;
  approximate: boolean;
  usual: number | null;
  onPick: () => void;
}) {
  const formats = useFormats();
  const attempts = row.pass + row.fail;
  const rate = attempts === 0 ? null : row.pass / attempts;
  const low = rate !== null && rate < LOW;
  return (
    <tr>
      <td className="whitespace-nowrap">
        <button
          type="button"
          onClick={onPick}
          className={cn("min-h-6 hover:underline hover:underline-offset-3", strong && "font-semibold")}
        >
          {title}
        </button>
        {row.sdkVersion !== "" && <span className="ml-1 text-ink3 text-note">SDK {row.sdkVersion}</span>}
      </td>
      <td className="num">{formats.estimate(row.instances, approximate)}</td>
      <td className="pl-5! max-phone:pl-2.5!">
        <span
          className="inline-block h-2 min-w-0.5 rounded-[1px] bg-pass-line align-middle"
          style={{ width: `${((row.instances ?? 0) / Math.max(1, all)) * 100}%` }}
        />
      </td>
      <td className="pl-5! max-phone:hidden">{rate !== null && <RateDot rate={rate} usual={usual} low={low} />}</td>
      <td className={cn("num", low && "font-semibold")}>{formats.share(rate)}</td>
    </tr>
  );
}

/** A pass rate on a line from 60 to 100 %, as wide as its cell: a dot, or a triangle where it is low. */
function RateDot({ rate, usual, low }: { rate: number; usual: number | null; low: boolean }) {
  const x = (value: number) => `${((Math.max(SCALE_FROM, value) - SCALE_FROM) / (1 - SCALE_FROM)) * 100}%`;
  return (
    <svg width="100%" height="16" aria-hidden="true" className="block overflow-visible">
      <line x1="0" x2="100%" y1="8" y2="8" stroke="var(--line)" />
      {usual !== null && <line x1={x(usual)} x2={x(usual)} y1="2" y2="14" stroke="var(--edge)" strokeDasharray="1 2" />}
      {low ? (
        <svg x={x(rate)} aria-hidden="true" className="overflow-visible">
          <path d="M0 2.5l5.5 10h-11Z" fill="var(--fail)" />
        </svg>
      ) : (
        <circle cx={x(rate)} cy="8" r="4" fill="var(--pass-line)" />
      )}
    </svg>
  );
}
