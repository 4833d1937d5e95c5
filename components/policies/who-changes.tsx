"use client";
import { useState } from "react";
import type { PolicyPreview, PreviewDimension, PreviewRow } from "@/lib/contract/admin/policy-preview";
import { CsvButton } from "../charts/tools";
import { useValueTitle } from "../filter/labels";
import { cn } from "../ui/class-names";
import { useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";

const TITLES: Readonly<Record<PreviewDimension, string>> = {
  version: "App version",
  os: "OS version",
  country: "Country",
  model: "Model",
  sdk: "SDK version",
};
const SHOWN = ["version", "os", "country", "model", "sdk"] as const satisfies readonly PreviewDimension[];
const UNITS = [
  { value: "instances", label: "instances" },
  { value: "attestations", label: "attestations" },
] as const;
type Unit = (typeof UNITS)[number]["value"];

/** Whom a draft hits, by every dimension: admitted to the left of the line, rejected to its right. */
export function WhoChanges({ preview }: { preview: PolicyPreview }) {
  const [unit, setUnit] = useState<Unit>("instances");
  const rows = SHOWN.map((dimension) => ({ dimension, rows: preview.dimensions[dimension] ?? [] }));
  const all = rows.flatMap((one) => one.rows);
  const scale = {
    admitted: Math.max(0, ...all.map((row) => row.admitted[unit])),
    rejected: Math.max(0, ...all.map((row) => row.rejected[unit])),
  };
  return (
    <Section
      title="Who changes"
      tools={
        <>
          <Segmented label="Count" value={unit} options={UNITS} onChange={setUnit} className="phone:-my-1" />
          <CsvButton
            name="Who changes"
            head={[
              "by",
              "value",
              "admitted instances",
              "rejected instances",
              "admitted attestations",
              "rejected attestations",
            ]}
            rows={() =>
              rows.flatMap(({ dimension, rows }) =>
                rows.map(({ value, values, admitted, rejected }) => [
                  dimension,
                  value ?? `${values} others`,
                  admitted.instances,
                  rejected.instances,
                  admitted.attestations,
                  rejected.attestations,
                ]),
              )
            }
          />
        </>
      }
    >
      <div className="grid gap-3.5">
        {rows.map(({ dimension, rows }) => (
          <DimensionTable key={dimension} dimension={dimension} rows={rows} unit={unit} scale={scale} />
        ))}
      </div>
    </Section>
  );
}

function DimensionTable({
  dimension,
  rows,
  unit,
  scale,
}: {
  dimension: PreviewDimension;
  rows: readonly PreviewRow[];
  unit: Unit;
  scale: { admitted: number; rejected: number };
}) {
  const formats = useFormats();
  const valueTitle = useValueTitle();
  const shown = rows.filter((row) => row.admitted[unit] + row.rejected[unit] > 0);
  if (shown.length === 0) return null;
  return (
    <table aria-label={`By ${TITLES[dimension]}`} className="data-table table-fixed [&_td]:h-[26px]! [&_td]:py-[2px]!">
      <thead>
        <tr>
          <th scope="col">{TITLES[dimension]}</th>
          <th scope="col" className="num w-20">
            Admitted
          </th>
          <th scope="col" className="w-[42%] max-phone:w-[28%]">
            <span className="sr-only">Drawn</span>
          </th>
          <th scope="col" className="num w-20">
            Rejected
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <tr key={row.value ?? "others"}>
            <td
              className={cn("overflow-hidden text-ellipsis whitespace-nowrap", row.value === null && "text-ink3!")}
              title={row.value ?? undefined}
            >
              {row.value === null ? `${formats.count(row.values)} others` : valueTitle(dimension, row.value)}
            </td>
            <td className="num">{formats.count(row.admitted[unit])}</td>
            <td aria-hidden="true">
              <Bar admitted={row.admitted[unit]} rejected={row.rejected[unit]} scale={scale} />
            </td>
            <td className="num font-semibold">{formats.count(row.rejected[unit])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Both sides on one scale; the line stands where the larger of either side has room. */
function Bar({
  admitted,
  rejected,
  scale,
}: {
  admitted: number;
  rejected: number;
  scale: { admitted: number; rejected: number };
}) {
  const whole = scale.admitted + scale.rejected;
  const share = (n: number) => (whole === 0 ? 0 : (n / whole) * 100);
  const line = Math.min(96, Math.max(4, share(scale.admitted)));
  // A bar that stands for somebody is seen, however short.
  const width = (n: number) => (n === 0 ? 0 : Math.max(0.8, share(n) * 0.92));
  return (
    <span className="relative block h-3">
      <i
        className="absolute top-px h-2.5 bg-pass-line"
        style={{ right: `${100 - line}%`, width: `${width(admitted)}%` }}
      />
      {rejected > 0 && (
        <b
          className="absolute top-px h-2.5 border border-[var(--fail)]"
          style={{
            left: `${line}%`,
            width: `${width(rejected)}%`,
            background: "repeating-linear-gradient(135deg, var(--fail) 0 2px, var(--bg) 2px 4px)",
          }}
        />
      )}
      <span className="absolute -top-[7px] -bottom-[7px] border-ink border-l" style={{ left: `${line}%` }} />
    </span>
  );
}
