"use client";
import { memo } from "react";
import type { Dimension } from "@/lib/contract/filter";
import { Button } from "../ui/button";
import { ChipKey, ChipRemove, chipClass } from "../ui/chip";
import { Segmented } from "../ui/segmented";
import { choices, type Side, withValues } from "./change";
import { DIMENSION_TITLES } from "./labels";
import { SavedViews } from "./saved-views";
import { TimeChip } from "./time-chip";
import { useFilter } from "./use-filter";
import { useChosenTitles } from "./use-titles";
import { AddFilter, EditFilter } from "./value-picker";
import { WatchThis } from "./watch-this";

const UNITS = [
  { value: "attestations", label: "Attestations" },
  { value: "instances", label: "Instances" },
] as const;

/** The bar that drives every chart and table of its page: time, chips, and what is counted. `unit` off hides the count. */
export const FilterBar = memo(function FilterBar({ unit = true }: { unit?: boolean }) {
  const { filter, setFilter } = useFilter();
  return (
    <section
      aria-label="Filters"
      className="sticky top-0 z-10 -mx-4 flex items-center gap-2 overflow-x-auto border-line border-b bg-bg px-4 py-2 [scrollbar-width:none] max-phone:[mask-image:linear-gradient(90deg,#000_calc(100%-40px),#0000)] phone:-mx-8 phone:flex-wrap phone:gap-y-1.5 phone:overflow-visible phone:px-8 phone:py-2.5"
    >
      <TimeChip />
      <FilterChips />
      <span className="flex-1 max-phone:hidden" />
      {unit && (
        <Segmented
          label="Count"
          value={filter.unit}
          options={UNITS}
          onChange={(next) => setFilter({ ...filter, unit: next })}
          className="shrink-0"
        />
      )}
      <WatchThis />
      <SavedViews />
    </section>
  );
});

/** The choices of the filter as chips, and the button that adds one. */
export function FilterChips() {
  const { filter } = useFilter();
  return (
    <>
      {choices(filter).map((choice) => (
        <Chip key={`${choice.side} ${choice.dimension}`} {...choice} />
      ))}
      <AddFilter />
    </>
  );
}

function Chip({ side, dimension, values }: { side: Side; dimension: Dimension; values: readonly string[] }) {
  const { filter, setFilter } = useFilter();
  const titles = useChosenTitles(dimension, values);
  const words = titles.length > 3 ? `${titles.length} chosen` : titles.join(", ");
  const title = DIMENSION_TITLES[dimension];
  return (
    <span className={chipClass(side)}>
      <EditFilter dimension={dimension} side={side}>
        <button type="button" className="inline-flex min-w-0 items-center gap-1.5" title={titles.join(", ")}>
          <ChipKey exclude={side === "exclude"}>{title}</ChipKey>
          <span className="max-w-60 overflow-hidden text-ellipsis">{words}</span>
        </button>
      </EditFilter>
      <ChipRemove
        label={`Remove ${title}${side === "exclude" ? " not" : ""} ${words}`}
        onRemove={() => setFilter(withValues(filter, side, dimension, []))}
      />
    </span>
  );
}

/** One way out of an empty view: drops the last choice of the filter. Nothing when there is none. */
export function DropLastChoice() {
  const { filter, setFilter } = useFilter();
  const last = choices(filter).at(-1);
  const titles = useChosenTitles(last?.dimension ?? "app", last?.values ?? []);
  if (!last) return null;
  return (
    <Button size="small" onClick={() => setFilter(withValues(filter, last.side, last.dimension, []))}>
      Drop “{DIMENSION_TITLES[last.dimension]} {titles.join(", ")}”
    </Button>
  );
}
