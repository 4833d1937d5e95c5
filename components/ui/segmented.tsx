"use client";
import { ToggleGroup } from "radix-ui";
import { cn } from "./class-names";

export interface SegmentedOption<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** A choice of up to six. `was` marks the option that is active now, struck through while a draft chooses another. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  was,
  disabled = false,
  className,
}: {
  label: string;
  value: T;
  options: readonly SegmentedOption<T>[];
  onChange: (value: T) => void;
  was?: T;
  disabled?: boolean;
  className?: string;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen) onChange(chosen.value);
      }}
      className={cn("inline-flex h-7 rounded-control bg-sunk p-0.5 max-phone:h-9", className)}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={cn(
            "inline-flex items-center whitespace-nowrap rounded-[3px] px-2.5 text-ink2 enabled:hover:text-ink disabled:cursor-not-allowed",
            "data-[state=on]:bg-raise data-[state=on]:font-semibold data-[state=on]:text-ink data-[state=on]:shadow-[0_0_0_1px_var(--edge)]",
            was === option.value && value !== was && "line-through",
          )}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
