"use client";
import { useId } from "react";

/** Steps that a rollout usually takes. */
export const SHARE_STEPS = [1, 5, 10, 25, 50, 100] as const;

/** What share of the instances a version is put in force for. */
export function ShareSlider({
  value,
  disabled = false,
  onChange,
}: {
  value: number;
  disabled?: boolean;
  onChange: (percent: number) => void;
}) {
  const id = useId();
  const at = nearest(value);
  return (
    <div>
      <div className="mb-2 flex justify-between gap-4">
        <label htmlFor={id} className="font-medium">
          Rollout
        </label>
        <span className="text-ink3">instances stay in as it grows</span>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={SHARE_STEPS.length - 1}
        step={1}
        value={at}
        disabled={disabled}
        aria-valuetext={`${SHARE_STEPS[at]} % of the instances`}
        onChange={(event) => onChange(SHARE_STEPS[Number(event.target.value)] ?? 100)}
        className="block h-6 w-full accent-(--accent)"
      />
      <div className="-mx-1 flex justify-between text-ink3 text-note">
        {SHARE_STEPS.map((step, index) => (
          <button
            key={step}
            type="button"
            disabled={disabled}
            tabIndex={-1}
            onClick={() => onChange(step)}
            className={index === at && !disabled ? "min-w-8 font-semibold text-ink" : "min-w-8"}
          >
            {step}
            {"\u00a0"}%
          </button>
        ))}
      </div>
    </div>
  );
}

function nearest(percent: number): number {
  const found = SHARE_STEPS.findIndex((step) => step >= percent);
  return found < 0 ? SHARE_STEPS.length - 1 : found;
}
