"use client";
import { Switch as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./class-names";

/** A switch that says its state in words: "Test traffic **off**". `warn` puts it on the warning wash while on. */
export function Switch({
  checked,
  onChange,
  label,
  on,
  off,
  tone = "accent",
  className,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  on: string;
  off: string;
  tone?: "accent" | "warn";
  className?: string;
}) {
  const colour = checked ? (tone === "warn" ? "var(--warn)" : "var(--accent)") : "var(--edge)";
  return (
    <Radix.Root
      checked={checked}
      onCheckedChange={onChange}
      className={cn(
        "inline-flex min-h-7 items-center gap-[7px] whitespace-nowrap rounded-control text-ink2",
        checked && tone === "warn" && "bg-warn-wash px-2.5",
        className,
      )}
    >
      <svg width="26" height="14" viewBox="0 0 26 14" aria-hidden="true" className="shrink-0">
        <rect
          x=".75"
          y=".75"
          width="24.5"
          height="12.5"
          rx="6.25"
          fill={checked ? colour : "none"}
          stroke={colour}
          strokeWidth="1.5"
        />
        <circle cx={checked ? 19 : 7} cy="7" r="3.6" fill={checked ? "var(--bg)" : colour} />
      </svg>
      <span>
        {label} <b className="text-ink">{checked ? on : off}</b>
      </span>
    </Radix.Root>
  );
}
