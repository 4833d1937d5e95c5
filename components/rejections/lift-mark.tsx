"use client";
import type { ChangeRow } from "@/lib/contract/changes";
import { useFormats } from "../ui/format";

const WIDTH = 208;
const HEIGHT = 20;
const TICKS = [1, 3, 10, 30];
const MAX = 40;
const MIN = 0.8;
/** Room for a mark at either end of the scale. */
const INSET = 6;

/** Where a factor lies on the log scale. */
function x(factor: number): number {
  const clamped = Math.max(MIN, Math.min(MAX, factor));
  return INSET + (Math.log(clamped / MIN) / Math.log(MAX / MIN)) * (WIDTH - 2 * INSET);
}

/** The scale of the lift in a table head. */
export function LiftAxis() {
  return (
    <svg width={WIDTH} height="14" role="img" aria-label="Lift from × 1 to × 30">
      {TICKS.map((tick) => (
        <text key={tick} x={x(tick)} y="11" fontSize="11" fill="var(--ink3)" textAnchor="middle">
          ×{tick}
        </text>
      ))}
    </svg>
  );
}

/** A lift with its interval: filled where it is a cause of its own, hollow where it follows from another. */
export function LiftMark({ row }: { row: ChangeRow }) {
  const formats = useFormats();
  const y = HEIGHT / 2;
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`between ${formats.factor(row.low)} and ${formats.factor(row.high)}`}
      className="align-middle"
    >
      {TICKS.map((tick) => (
        <line key={tick} x1={x(tick)} x2={x(tick)} y1="0" y2={HEIGHT} stroke="var(--line)" />
      ))}
      <line x1={x(row.low)} x2={x(row.high)} y1={y} y2={y} stroke="var(--ink2)" strokeWidth="1.4" />
      <circle
        cx={x(row.lift)}
        cy={y}
        r="4"
        fill={row.follows === null ? "var(--ink)" : "var(--bg)"}
        stroke="var(--ink)"
        strokeWidth="1.4"
      />
    </svg>
  );
}
