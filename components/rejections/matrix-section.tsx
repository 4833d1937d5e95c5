"use client";
import { useQuery } from "@tanstack/react-query";
import { type Filter, MATRIX_DIMENSIONS, type MatrixDimension } from "@/lib/contract/filter";
import type { MatrixCell, ReasonMatrix } from "@/lib/contract/metrics";
import { CsvButton } from "../charts/tools";
import { narrowTo } from "../filter/change";
import { useValueTitle } from "../filter/labels";
import { useFilter } from "../filter/use-filter";
import { useViewParameter } from "../filter/use-view-parameter";
import { ReasonLink } from "../overview/reasons-table";
import { reasonMatrixQuery } from "../queries/reason-matrix";
import { cn } from "../ui/class-names";
import { useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Failure, Loading } from "../ui/states";
import { Footnote } from "../ui/table";
import { withPasses } from "./changes-section";

const TITLES: Readonly<Record<MatrixDimension, string>> = { version: "Version", country: "Country", model: "Model" };
const NOUNS: Readonly<Record<MatrixDimension, string>> = {
  version: "app version",
  country: "country",
  model: "device model",
};
const OPTIONS = MATRIX_DIMENSIONS.map((value) => ({ value, label: TITLES[value] }));
/** A cell stands out at three times its usual, with enough refusals not to be chance. */
const HOT_FACTOR = 3;
const HOT_REFUSALS = 10;
/** The ramp grows fast at the low end, where most cells lie. */
const RAMP_POWER = 0.62;
const RAMP_MAX = 0.86;
/** Where black and white text change places, by theme: on either side both keep 4.5 : 1 on the ramp. */
const FLIP_LIGHT = 0.69;
const FLIP_DARK = 0.585;

/** Where each reason is refused more than elsewhere: a table of rates, each cell with its own usual. */
export function MatrixSection({ filter }: { filter: Filter }) {
  const [by, setBy] = useViewParameter("by", MATRIX_DIMENSIONS);
  const { data: whole, error, refetch } = useQuery(reasonMatrixQuery(withPasses(filter), by));
  const data = whole && ofReasons(whole, filter);
  return (
    <Section
      title={`Reason by ${NOUNS[by]}`}
      unit={`rejections per 1,000 attestations of that ${by}`}
      tools={
        <>
          <Segmented label="By" value={by} options={OPTIONS} onChange={setBy} className="phone:-my-1" />
          <CsvButton
            name={`Reason by ${by}`}
            head={["reason", ...(data?.columns.map((column) => column.value) ?? [])]}
            rows={() => csvRows(data)}
          />
        </>
      }
    >
      {error && !data ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Matrix matrix={data} filter={filter} />
      ) : (
        <Loading height={240} what="Reading reasons" />
      )}
    </Section>
  );
}

/** The rows of the reasons that the filter names; all of them where it names none. */
function ofReasons(matrix: ReasonMatrix, { include, exclude }: Filter): ReasonMatrix {
  const shown = (reason: string) =>
    (include.reason?.includes(reason) ?? true) && !(exclude.reason?.includes(reason) ?? false);
  return { ...matrix, rows: matrix.rows.filter((row) => shown(row.reason)) };
}

function csvRows(matrix: ReasonMatrix | undefined) {
  return (matrix?.rows ?? []).map((row) => [
    row.reason,
    ...row.cells.map((cell) => Math.round(cell.perThousand * 10) / 10),
  ]);
}

function Matrix({ matrix, filter }: { matrix: ReasonMatrix; filter: Filter }) {
  const { setFilter } = useFilter();
  const valueTitle = useValueTitle();
  const highest = Math.max(1, ...matrix.rows.flatMap((row) => row.cells.map((cell) => cell.perThousand)));
  const pick = (reason: string, value: string) => {
    const narrowed = narrowTo(filter, matrix.dimension, value === "" ? "-" : value);
    setFilter(reason === "none" ? narrowed : narrowTo(narrowed, "reason", reason));
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="relative overflow-x-auto" aria-label={`Reason by ${NOUNS[matrix.dimension]}`} tabIndex={0}>
        <table className="w-full border-collapse tabular-nums">
          <thead>
            <tr className="text-ink3 text-note">
              <th scope="col" className="sticky left-0 z-[1] bg-bg pr-3 pb-1.5 text-left align-bottom font-normal">
                Reason
              </th>
              {matrix.columns.map((column) => (
                <th
                  key={column.value}
                  scope="col"
                  className="min-w-[72px] px-2.5 pb-1.5 text-right align-bottom font-normal"
                >
                  {valueTitle(matrix.dimension, column.value)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map((row) => (
              <tr key={row.reason}>
                <th scope="row" className="sticky left-0 z-[1] h-7 bg-bg pr-3 text-left font-normal">
                  <ReasonLink reason={row.reason} filter={filter} />
                </th>
                {row.cells.map((cell, index) => {
                  const value = matrix.columns[index]?.value ?? "";
                  return (
                    <HeatCell
                      key={value}
                      cell={cell}
                      highest={highest}
                      label={`${row.reason}, ${valueTitle(matrix.dimension, value)}`}
                      onPick={() => pick(row.reason, value)}
                    />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Footnote>▲ more than 3 × the usual rate of that cell, one week before. Select a cell to narrow to it.</Footnote>
    </>
  );
}

function HeatCell({
  cell,
  highest,
  label,
  onPick,
}: {
  cell: MatrixCell;
  highest: number;
  label: string;
  onPick: () => void;
}) {
  const formats = useFormats();
  const mix = Math.min(RAMP_MAX, (cell.perThousand / highest) ** RAMP_POWER * RAMP_MAX);
  const hot =
    cell.refused >= HOT_REFUSALS &&
    cell.perThousandBefore !== null &&
    cell.perThousand > HOT_FACTOR * cell.perThousandBefore;
  const value = cell.perThousand;
  return (
    <td
      className={cn("h-7 border-bg border-t-2 border-l-2 p-0 text-right", hot && "font-semibold")}
      style={{
        background: `color-mix(in oklab, var(--heat) ${Math.round(mix * 100)}%, var(--bg))`,
        color: `light-dark(${mix > FLIP_LIGHT ? "#fff" : "#000"}, ${mix > FLIP_DARK ? "#000" : "#fff"})`,
      }}
    >
      <button type="button" onClick={onPick} className="h-full min-h-6 w-full px-2.5 text-right">
        <span className="sr-only">{label}: </span>
        {hot && (
          <span aria-hidden="true" className="mr-1.5 align-[1px] font-mono text-[0.72em]">
            ▲
          </span>
        )}
        {value === 0 ? "0" : value >= 9.95 ? formats.count(value) : formats.decimal(value)}
        <span className="sr-only"> per 1,000{hot && ", above usual"}</span>
      </button>
    </td>
  );
}
