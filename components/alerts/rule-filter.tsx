"use client";
import { type Dimension, filterFromQuery } from "@/lib/contract/filter";
import { choices, type Side } from "../filter/change";
import { DIMENSION_TITLES } from "../filter/labels";
import { useChosenTitles } from "../filter/use-titles";
import { ChipKey, Tag } from "../ui/chip";

/** What a rule's filter lets through, in small chips; nothing for a rule that watches everything. */
export function RuleFilter({ filter, className = "" }: { filter: string; className?: string }) {
  const parsed = filterFromQuery(new URLSearchParams(filter));
  const chosen = choices(parsed);
  if (chosen.length === 0 && !parsed.test) return null;
  return (
    <span className={`inline-flex flex-wrap gap-1 ${className}`}>
      {chosen.map((choice) => (
        <Choice key={`${choice.side} ${choice.dimension}`} {...choice} />
      ))}
      {parsed.test && <Tag tone="warn">with test traffic</Tag>}
    </span>
  );
}

function Choice({ side, dimension, values }: { side: Side; dimension: Dimension; values: readonly string[] }) {
  const titles = useChosenTitles(dimension, values);
  return (
    <span
      title={titles.join(", ")}
      className={`inline-flex max-w-80 items-center gap-1 rounded-[3px] px-1.5 text-note ${
        side === "exclude" ? "border border-edge border-dashed" : "bg-sunk"
      }`}
    >
      <ChipKey exclude={side === "exclude"}>{DIMENSION_TITLES[dimension]}</ChipKey>
      <span className="truncate">{titles.join(", ")}</span>
    </span>
  );
}
