"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Dimension } from "@/lib/contract/filter";
import { isSignal } from "@/lib/contract/signals";
import { filterValuesQuery } from "../queries/filter-values";
import { ReasonGlyph } from "../signals/glyphs";
import { LinkButton } from "../ui/button";
import { cn } from "../ui/class-names";
import { TextInput } from "../ui/field";
import { useFormats } from "../ui/format";
import { Segmented } from "../ui/segmented";
import { type Side, toggleValue } from "./change";
import { DIMENSION_TITLES, useValueTitle } from "./labels";
import { useFilter } from "./use-filter";

const row = "flex min-h-8 w-full items-center gap-2 rounded-control px-2.5 text-left hover:bg-wash max-phone:min-h-11";
const SIDES = [
  { value: "include", label: "is" },
  { value: "exclude", label: "is not" },
] as const;
/** More than a person reads; typing narrows the list. */
const SHOWN_MAX = 60;

/** The values of one dimension, to include or to exclude. A default export because it is loaded by itself. */
export default function ValuePicker({
  dimension,
  initialSide,
  onBack,
}: {
  dimension: Dimension;
  initialSide: Side;
  onBack?: () => void;
}) {
  const { filter, setFilter } = useFilter();
  const [side, setSide] = useState(initialSide);
  const [typed, setTyped] = useState("");
  const valueTitle = useValueTitle();
  const formats = useFormats();
  const { data, error, isPending } = useQuery(filterValuesQuery(dimension, filter.test));
  const chosen = filter[side][dimension] ?? [];
  const listed = (data?.values ?? []).map((one) => ({ ...one, title: one.title ?? valueTitle(dimension, one.value) }));
  const missing = chosen
    .filter((value) => !listed.some((one) => one.value === value))
    .map((value) => ({ value, title: valueTitle(dimension, value) }));
  const wanted = typed.trim().toLowerCase();
  const all = [...missing, ...listed];
  const found = all.filter((one) => one.title.toLowerCase().includes(wanted));
  return (
    <div>
      <div className="mb-1.5 flex items-center justify-between gap-2 px-2.5 pt-1">
        <span>
          {onBack && (
            <LinkButton onClick={onBack} aria-label="Back to all filters" className="mr-2">
              ‹
            </LinkButton>
          )}
          <b>{DIMENSION_TITLES[dimension]}</b>
        </span>
        <Segmented label="Include or exclude" value={side} options={SIDES} onChange={setSide} />
      </div>
      {all.length > 8 && (
        <div className="mb-1.5 px-1">
          <TextInput
            aria-label={`Find a value of ${DIMENSION_TITLES[dimension]}`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      )}
      <ul className="max-h-72 overflow-y-auto">
        {found.slice(0, SHOWN_MAX).map((one) => (
          <li key={one.value}>
            <label className={cn(row, "cursor-pointer")}>
              <input
                type="checkbox"
                checked={chosen.includes(one.value)}
                onChange={() => setFilter(toggleValue(filter, side, dimension, one.value))}
                className="size-4 shrink-0 accent-(--accent)"
              />
              {isSignal(one.value) && <ReasonGlyph reason={one.value} />}
              <span className="min-w-0 overflow-hidden text-ellipsis">{one.title}</span>
            </label>
          </li>
        ))}
      </ul>
      <p className="px-2.5 py-1 text-ink3 text-note">
        {isPending && "Reading"}
        {error?.message}
        {!isPending && !error && found.length === 0 && "No such value has been seen."}
        {found.length > SHOWN_MAX && `${formats.count(found.length - SHOWN_MAX)} more; type to narrow.`}
      </p>
    </div>
  );
}
