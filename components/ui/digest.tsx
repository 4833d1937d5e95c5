"use client";
import { useState } from "react";
import { cn } from "./class-names";
import { CopyButton } from "./copy-button";

/** `9f2c81ab … 44d0`: enough of a SHA-256 to compare by eye. */
export function shortDigest(hex: string): string {
  return hex.length > 16 ? `${hex.slice(0, 8)} … ${hex.slice(-4)}` : hex;
}

/** A SHA-256 in hex, short until it is opened; open it can be read whole and copied. */
export function Digest({ hex, className }: { hex: string; className?: string }) {
  const [open, setOpen] = useState(false);
  return (
    <span className={cn("inline-flex max-w-full flex-wrap items-baseline gap-x-2", className)}>
      <button
        type="button"
        aria-expanded={open}
        title={open ? "Show less" : hex}
        onClick={() => setOpen(!open)}
        className={cn(
          "text-left font-mono text-note underline decoration-edge decoration-dotted underline-offset-3",
          open ? "break-all" : "whitespace-nowrap",
        )}
      >
        {open ? hex : shortDigest(hex)}
      </button>
      {open && <CopyButton look="link" text={hex} />}
    </span>
  );
}
