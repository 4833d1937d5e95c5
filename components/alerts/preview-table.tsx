"use client";
import type { AlertPreview } from "@/lib/contract/admin/alerts";
import type { AlertUnit } from "@/lib/contract/alerts";
import type { Cell } from "../charts/csv";
import { useFormats } from "../ui/format";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { valueText } from "./words";

const VERDICTS = { breach: "beyond", clear: "within", "no-data": "no data" } as const;

/** The measurements of a preview as a table, newest first: the chart's own, which are thinned. */
export function PreviewTable({ preview, unit, label }: { preview: AlertPreview; unit: AlertUnit; label: string }) {
  const formats = useFormats();
  const text = (value: number | null) => valueText(formats, value, unit);
  return (
    <div className="max-h-[420px] overflow-y-auto">
      <Table label={label}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className="num">
              Value
            </th>
            <th scope="col" className="num">
              Usual
            </th>
            <th scope="col" className="num">
              Lower
            </th>
            <th scope="col" className="num">
              Upper
            </th>
            <th scope="col">Limits</th>
          </tr>
        </thead>
        <tbody>
          {preview.points.toReversed().map(({ at, value, usual, lower, upper, verdict }) => (
            <tr key={at}>
              <td className="whitespace-nowrap">
                <Time at={at} />
              </td>
              <td className="num font-semibold">{text(value)}</td>
              <td className="num">{text(usual?.median ?? null)}</td>
              <td className="num">{text(lower === null ? null : Math.max(0, lower))}</td>
              <td className="num">{text(upper)}</td>
              <td>{VERDICTS[verdict]}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

export const PREVIEW_HEAD = ["time", "value", "attempts", "usual", "lower", "upper", "verdict"];

/** The same for a CSV, oldest first, in the metric's own unit. */
export function previewRows(preview: AlertPreview): Cell[][] {
  return preview.points.map(({ at, value, attempts, usual, lower, upper, verdict }) => [
    new Date(at).toISOString(),
    value,
    attempts,
    usual?.median ?? null,
    lower,
    upper,
    verdict,
  ]);
}
