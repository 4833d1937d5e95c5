"use client";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { DIMENSIONS, type Dimension } from "@/lib/contract/filter";
import { Button } from "../ui/button";
import { Popover } from "../ui/menu";
import type { Side } from "./change";
import { DIMENSION_TITLES } from "./labels";

/** Loaded when a filter is first opened: no page needs it for its first paint. */
const ValuePicker = dynamic(() => import("./value-picker-panel"), { ssr: false });

const row = "flex min-h-8 w-full items-center gap-2 rounded-control px-2.5 text-left hover:bg-wash max-phone:min-h-11";
/** The button that adds a dimension to the filter. */
export function AddFilter() {
  const [dimension, setDimension] = useState<Dimension | null>(null);
  return (
    <Popover
      label="Add filter"
      onOpenChange={(open) => {
        if (!open) setDimension(null);
      }}
      trigger={
        <Button kind="dashed" size="small" className="shrink-0">
          Add filter
        </Button>
      }
      className="w-72"
    >
      {dimension === null ? (
        <ul>
          {DIMENSIONS.map((one) => (
            <li key={one}>
              <button type="button" className={row} onClick={() => setDimension(one)}>
                {DIMENSION_TITLES[one]}
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <ValuePicker dimension={dimension} initialSide="include" onBack={() => setDimension(null)} />
      )}
    </Popover>
  );
}

/** Opens the values of one chip for a change. */
export function EditFilter({ dimension, side, children }: { dimension: Dimension; side: Side; children: ReactNode }) {
  return (
    <Popover label={DIMENSION_TITLES[dimension]} trigger={children} className="w-72">
      <ValuePicker dimension={dimension} initialSide={side} />
    </Popover>
  );
}
