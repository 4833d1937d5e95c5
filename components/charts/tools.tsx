"use client";
import { LinkButton } from "../ui/button";
import { type Cell, download, toCsv } from "./csv";

/** The CSV link of a chart or table; the rows are made when it is clicked. */
export function CsvButton({
  name,
  head,
  rows,
}: {
  name: string;
  head: readonly string[];
  rows: () => readonly (readonly Cell[])[];
}) {
  return (
    <LinkButton onClick={() => download(`${name}.csv`, toCsv(head, rows()))}>
      CSV<span className="sr-only"> of {name}</span>
    </LinkButton>
  );
}

/** Switches between a chart and the table of the same data. */
export function TableToggle({
  shown,
  onChange,
  of,
}: {
  shown: boolean;
  onChange: (shown: boolean) => void;
  of: string;
}) {
  return (
    <LinkButton aria-pressed={shown} onClick={() => onChange(!shown)}>
      {shown ? "Chart" : "Table"}
      <span className="sr-only"> of {of}</span>
    </LinkButton>
  );
}
