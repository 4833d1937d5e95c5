"use client";
import { Field, TextInput } from "../ui/field";
import { useMounted } from "../ui/format";
import { Segmented } from "../ui/segmented";
import { OVERLAPS, type Overlap } from "./words";

/** When a version goes live: now, or at a time in the viewer's zone. */
export interface Activation {
  readonly when: "now" | "at";
  /** As `datetime-local` gives it. */
  readonly at: string;
}

export function ActivationField({
  value,
  onChange,
  error,
}: {
  value: Activation;
  onChange: (value: Activation) => void;
  error?: string | undefined;
}) {
  const mounted = useMounted();
  return (
    <Field id="activate-at" label="Activate" note={mounted ? zoneTitle() : ""} error={error}>
      {(control) => (
        <span className="flex flex-wrap gap-2">
          <Segmented
            label="Activate"
            className="h-9"
            value={value.when}
            options={[
              { value: "now", label: "Now" },
              { value: "at", label: "At" },
            ]}
            onChange={(when) => onChange({ ...value, when })}
          />
          <TextInput
            {...control}
            type="datetime-local"
            disabled={value.when === "now"}
            required={value.when === "at"}
            value={value.at}
            className="w-auto min-w-[190px] flex-1"
            onChange={(event) => onChange({ ...value, at: event.target.value })}
          />
        </span>
      )}
    </Field>
  );
}

function zoneTitle(): string {
  const parts = new Intl.DateTimeFormat("en", { timeZoneName: "longOffset" }).formatToParts(new Date());
  return (parts.find(({ type }) => type === "timeZoneName")?.value ?? "UTC").replace("GMT", "UTC");
}

export function OverlapField({
  value,
  onChange,
  help,
}: {
  value: Overlap;
  onChange: (value: Overlap) => void;
  help: string;
}) {
  return (
    <div className="mb-5">
      <div className="mb-1 flex justify-between gap-4">
        <span className="font-medium">Overlap</span>
        <span className="text-ink3">old value keeps working</span>
      </div>
      <Segmented
        label="Overlap"
        className="flex h-9 max-phone:h-auto max-phone:flex-wrap [&>button]:flex-1 [&>button]:justify-center [&>button]:px-1 max-phone:[&>button]:h-8"
        value={value}
        options={OVERLAPS}
        onChange={onChange}
      />
      <p className="mt-1 text-ink3">{help}</p>
    </div>
  );
}
